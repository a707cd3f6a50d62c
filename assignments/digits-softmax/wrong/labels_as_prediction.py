# Wrong: the one-hot labels are handed in as the prediction.
# Loses: prediction_own
# From: reference
# Instead of: W, B = model.get_weights()
W, B = model.get_weights()
prediction = np.eye(10)[y_test]
