# Wrong: the shape of the layer, where the number of pictures is still open.
# Loses: prediction_shape

input_nodes = 1024
output_nodes = 4
prediction_shape = (None, 4)
predicted_class = 2
insight = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
