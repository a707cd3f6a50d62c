# Wrong: the answer of another perceptron.
# Loses: new_flower
# From: reference
new_flower = 1 - new_flower
