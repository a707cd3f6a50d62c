# Wrong: the epochs were counted instead of numbered.
# Loses: stopped_epoch
# From: reference
stopped_epoch += 1
