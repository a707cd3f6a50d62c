# HW4 - Daniel Cho, 2023-22711
import numpy as np

classes = ["dog", "cat", "koala", "rabbit"]
prediction = np.array([[0.2, 0.1, 0.6, 0.1]])

input_nodes = 32 * 32 * 1
output_nodes = prediction.shape[1]
prediction_shape = tuple(prediction.shape)
predicted_class = int(prediction[0].argmax())

insight = (
    "The four numbers are probabilities and sum to 1. The network puts 0.6 on class 2, the koala, "
    "and the runner-up, the dog, still gets 0.2: it is fairly but not completely sure. "
    "The probability is the model's belief, not the chance that the label is right."
)

print(input_nodes, output_nodes, prediction_shape, predicted_class)
