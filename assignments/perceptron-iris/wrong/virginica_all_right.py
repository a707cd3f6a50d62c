# Wrong: it is said that virginica is told without a mistake, too.
# Loses: virginica_accuracy, separable
# From: reference
virginica_accuracy = 1.0
separable = {"setosa": True, "virginica": True}
