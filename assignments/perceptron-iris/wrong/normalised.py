# Wrong: the inputs were normalised, so that the weights are not those for centimetres.
# Loses: separates, by_the_rule, prediction, virginica_accuracy
# From: reference
# Instead of: print(X.shape, y.sum())
X = (X - X.mean(axis=0)) / X.std(axis=0)
