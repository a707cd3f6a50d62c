# Wrong: the neuron for OR needs both inputs.
# Loses: or_unit
# From: reference
or_unit = {"w": [1, 1], "b": -1.5}
