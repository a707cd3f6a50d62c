# Wrong: the smallest probability was looked up.
# Loses: predicted_class

import numpy as np

input_nodes = 1024
output_nodes = 4
prediction_shape = (1, 4)
predicted_class = np.argmin([0.2, 0.1, 0.6, 0.1])
insight = (
    "The four numbers are probabilities and sum to 1. Koala is most likely with 60 %, "
    "and the runner-up is dog with 20 %."
)
