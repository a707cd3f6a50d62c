# Wrong: the ratio of the last epoch alone.
# Loses: ratios
# From: reference
ratios = ratios[-1:]
