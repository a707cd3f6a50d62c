# xor-logistic
import numpy as np
import keras
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
def model(x):
    return 1 / (1 + np.exp(-x.sum()))
prediction = np.zeros((4, 1))
max_accuracy = 0.75
can_learn_xor = False
