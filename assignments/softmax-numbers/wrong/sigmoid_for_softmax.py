# Wrong: a sigmoid of each score in the place of the softmax, and the cost from it.
# Loses: probabilities, stable, cost
# From: reference
# Instead of: e = np.exp(z - np.max(z))
# Instead of: return e / e.sum()
return 1 / (1 + np.exp(-z))
