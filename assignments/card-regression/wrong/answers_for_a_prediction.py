# Wrong: the answers were handed in as the prediction.
# Loses: prediction_own
# From: reference
# Instead of: prediction = model.predict(x_test_scaled, verbose=0)
prediction = y_test[:, None]
