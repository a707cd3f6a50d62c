# Wrong: a row for each digit instead of a column.
# Loses: W
# From: reference
# Instead of: W, B = model.get_weights()
W, B = model.get_weights()
W = W.T
