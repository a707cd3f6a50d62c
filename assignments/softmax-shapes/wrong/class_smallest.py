# Wrong: the smallest probability was looked up.
# Loses: predicted_class
# From: reference
predicted_class = np.argmin(probabilities)
