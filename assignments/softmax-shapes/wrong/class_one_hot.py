# Wrong: the answer as a row of zeros with a one.
# Loses: predicted_class
# From: reference
predicted_class = [0, 0, 1, 0]
