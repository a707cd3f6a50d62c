# Wrong: names instead of the weights, and a bias that is a list of two.
# Loses: and_unit, or_unit
# From: reference
and_unit = {"w": ["w1", "w2"], "b": -1.5}
or_unit = {"w": [1, 1], "b": [-0.5, 0]}
