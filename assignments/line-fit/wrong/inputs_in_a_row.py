# Wrong: the five inputs were given as one row of five, which the model refuses.
# Loses: prediction_shape_functional, prediction_own_functional
# From: reference
# Instead of: prediction_functional = model_functional.predict(x_test, verbose=0)
prediction_functional = model_functional.predict(np.array([x_test]), verbose=0)
