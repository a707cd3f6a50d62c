# Wrong: it goes down by the mean, but notes the sum over the rows.
# Loses: losses
# From: reference
losses = [8 * loss for loss in losses]
