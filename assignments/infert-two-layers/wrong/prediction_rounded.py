# Wrong: the prediction was turned into 0 and 1.
# Loses: prediction_own
# From: reference
# Instead of: prediction = model.predict(x_test, verbose=0)
prediction = (model.predict(x_test, verbose=0) > 0.5).astype(float)
