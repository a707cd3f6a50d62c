# Wrong: the numbers are those of the other model.
# Loses: weight, bias
# From: reference
weight, bias = model_functional.get_weights()
