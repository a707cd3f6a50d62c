# Wrong: the class with the second largest probability.
# Loses: predicted_class
# From: reference
predicted_class = "강아지"
