# Wrong: the list of losses was made, and nothing was put into it.
# Loses: losses_shape, losses
# From: reference
losses = []
