# Wrong: the two numbers were mixed up.
# Loses: weight, bias
# From: reference
weight, bias = bias, weight
