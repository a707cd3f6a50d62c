# Wrong: the rule has the sign of the slide, η(ŷ − y)x, and goes the other way.
# Loses: separates, errors, accuracy
# From: reference
# Instead of: e = y_i - output(x_i, w, b)
e = output(x_i, w, b) - y_i
