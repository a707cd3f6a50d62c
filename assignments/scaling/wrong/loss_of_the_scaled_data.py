# Wrong: the loss is that of the training on the scaled data.
# Loses: loss_raw
# From: reference
loss_raw = history.history["loss"][-1]
