# Wrong: the answer as a row of zeros with a one.
# Loses: predicted_class

input_nodes = 1024
output_nodes = 4
prediction_shape = (1, 4)
predicted_class = [0, 0, 1, 0]
insight = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
