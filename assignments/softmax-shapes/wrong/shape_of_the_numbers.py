# Wrong: the shape of a plain list of four numbers.
# Loses: prediction_shape
# From: reference
prediction_shape = np.array([0.2, 0.1, 0.6, 0.1]).shape
