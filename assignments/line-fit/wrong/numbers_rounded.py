# Wrong: both numbers are rounded to two places.
# Loses: weight, bias
# From: reference
weight, bias = round(weight, 2), round(bias, 2)
