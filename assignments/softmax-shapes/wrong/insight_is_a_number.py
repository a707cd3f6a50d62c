# Wrong: a number instead of a text.
# Loses: insight

input_nodes = 1024
output_nodes = 4
prediction_shape = (1, 4)
predicted_class = 2
insight = 0.6
