# Wrong: the hidden layers have no activation; only the output is a sigmoid.
# Loses: norms_sigmoid
# From: reference
norms_sigmoid = gradient_norms(None)
