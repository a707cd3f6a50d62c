# Wrong: fires for B and not A.
# Loses: a_not_b_unit
# From: reference
a_not_b_unit = {"w": [-1, 1], "b": -0.5}
