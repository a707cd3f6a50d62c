# Wrong: the names of the classes instead of how many there are.
# Loses: output_nodes
# From: reference
output_nodes = class_names
