# Wrong: the shape of the layer, where the number of pictures is still open.
# Loses: prediction_shape
# From: reference
prediction_shape = (None, 4)
