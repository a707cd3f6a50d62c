# Wrong: forgets that predict works on batches.
# Loses: prediction_shape

input_nodes = 1024
output_nodes = 4
prediction_shape = (4,)
predicted_class = 2
insight = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
