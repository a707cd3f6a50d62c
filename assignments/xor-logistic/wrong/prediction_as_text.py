# Wrong: the numbers were turned into strings.
# Loses: prediction_shape, prediction_own
# From: reference
prediction = [[f"{p:.4f}"] for p in prediction[:, 0]]
