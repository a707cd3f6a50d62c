# Wrong: the largest of each column, not of each row.
# Loses: predicted_class
# From: reference
predicted_class = prediction.argmax(axis=0)
