# Wrong: the numbers of the line that was to be learned, not those of the model.
# Loses: weight, bias
# From: reference
weight, bias = 1.0, 2.0
