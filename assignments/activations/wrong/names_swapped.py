# Wrong: the norms of the two networks are swapped.
# Loses: norms_sigmoid, norms_relu
# From: reference
norms_sigmoid, norms_relu = norms_relu, norms_sigmoid
