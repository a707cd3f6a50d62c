# Wrong: the hidden layers are tanh, which lets gradients through.
# Loses: norms_sigmoid
# From: reference
norms_sigmoid = gradient_norms("tanh")
