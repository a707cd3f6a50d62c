# Wrong: the largest probability instead of where it stands.
# Loses: predicted_class
# From: reference
predicted_class = 0.6
