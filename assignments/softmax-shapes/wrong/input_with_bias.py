# Wrong: the bias was counted as an input.
# Loses: input_nodes
# From: reference
input_nodes = 32 * 32 * 1 + 1
