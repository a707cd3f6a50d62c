# Wrong: one output node, as in logistic regression.
# Loses: output_nodes
# From: reference
output_nodes = 1
