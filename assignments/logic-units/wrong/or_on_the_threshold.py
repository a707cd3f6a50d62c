# Wrong: the sum is exactly 0 for two rows.
# Loses: or_unit
# From: reference
or_unit = {"w": [1, 1], "b": -1}
