# Wrong: the probabilities of the first row alone.
# Loses: prediction_shape, prediction, predicted_class
# From: reference
prediction = prediction[0]
predicted_class = [2]
