# Wrong: the curves are swapped.
# Loses: curves
# From: reference
train_loss, valid_loss = valid_loss, train_loss
