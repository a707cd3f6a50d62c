# Wrong: the shape of a plain list of four numbers.
# Loses: prediction_shape

import numpy as np

input_nodes = 1024
output_nodes = 4
prediction_shape = np.array([0.2, 0.1, 0.6, 0.1]).shape
predicted_class = 2
insight = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
