# Wrong: the shape of the picture instead of the number of its pixels.
# Loses: input_nodes
# From: reference
input_nodes = (32, 32, 1)
