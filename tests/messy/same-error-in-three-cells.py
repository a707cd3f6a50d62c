# xor-logistic
import numpy as np
import keras
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
# %%
print(history)
# %%
print(history)
# %%
print(history)
