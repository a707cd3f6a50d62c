# Wrong: the pixels of one side only.
# Loses: input_nodes
# From: reference
input_nodes = 32
