# Wrong: the curves of a training of other length.
# Loses: curves
# From: reference
train_loss, valid_loss = train_loss[:-1], valid_loss[:-1]
