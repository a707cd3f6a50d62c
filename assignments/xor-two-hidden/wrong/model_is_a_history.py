# Wrong: `model` was overwritten with what `fit` returns.
# Loses: parameters, layers, trained, learned, prediction_own
# From: reference
model = history
