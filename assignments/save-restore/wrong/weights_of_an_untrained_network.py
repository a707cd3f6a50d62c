# Wrong: the weights of a new network were saved.
# Loses: weights_file
# From: reference
build().save_weights("xor.weights.h5")
