# Wrong: the training loss was kept instead of the validation loss.
# Loses: recorded
# From: reference
# Instead of: "val_loss": history.history["val_loss"][-1],
"val_loss": history.history["loss"][-1],
