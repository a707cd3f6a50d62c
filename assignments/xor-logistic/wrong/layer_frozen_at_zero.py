# Wrong: the kernel is frozen at the optimum; only the bias is trained.
# Loses: converged
# From: reference
# Instead of: model.summary()
model.layers[0].kernel.assign([[0], [0]])
model.layers[0].trainable = False
model.layers[0].bias.trainable = True
