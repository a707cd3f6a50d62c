# Wrong: the two sides added instead of multiplied.
# Loses: input_nodes
# From: reference
input_nodes = 32 + 32
