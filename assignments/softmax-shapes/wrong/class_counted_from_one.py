# Wrong: classes counted from 1.
# Loses: predicted_class
# From: reference
predicted_class = 3
