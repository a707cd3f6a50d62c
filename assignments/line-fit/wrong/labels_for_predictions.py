# Wrong: what is right was handed in, not what the models predict.
# Loses: prediction_own_sequential, prediction_own_functional
# From: reference
prediction_sequential = prediction_functional = (x_test + 2)[:, None]
