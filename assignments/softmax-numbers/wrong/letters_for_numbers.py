# Wrong: letters where numbers are asked for.
# Loses: one_hot_shape, one_hot, predicted
# From: reference
one_hot = grades
predicted = [("A", "B", "C")[number] for number in predicted]
