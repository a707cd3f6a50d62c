# Wrong: a bias of -1/2 makes OR of the neuron for AND.
# Loses: and_unit
# From: reference
and_unit = {"w": [1, 1], "b": -0.5}
