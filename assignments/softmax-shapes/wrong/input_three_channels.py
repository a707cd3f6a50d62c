# Wrong: takes the grey pictures for coloured ones.
# Loses: input_nodes
# From: reference
input_nodes = 32 * 32 * 3
