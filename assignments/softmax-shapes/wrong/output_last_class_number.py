# Wrong: the number of the last class, counted from 0.
# Loses: output_nodes
# From: reference
output_nodes = 3
