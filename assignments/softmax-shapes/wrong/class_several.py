# Wrong: hedges with two classes.
# Loses: predicted_class
# From: reference
predicted_class = "koala or dog"
