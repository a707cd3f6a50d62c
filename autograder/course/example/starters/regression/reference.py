# %% [markdown]
# # @TITLE@: @[노드 하나로 y = x + 2 배우기|one node learns y = x + 2]@

# %%
import keras
import numpy as np

keras.utils.set_random_seed(1)
x_train = np.array([[-2], [-1], [0], [1], [2], [3]], dtype="float32")
y_train = np.array([[0], [1], [2], [3], [4], [5]], dtype="float32")
x_test = np.array([[-4], [-0.5], [2.5], [5], [8]], dtype="float32")

# %% [markdown]
# ## 1. Sequential: `model_sequential`, `prediction_sequential`

# %%
### BEGIN SOLUTION
model_sequential = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model_sequential.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model_sequential.fit(x_train, y_train, epochs=300, verbose=0)
prediction_sequential = model_sequential.predict(x_test, verbose=0)
### END SOLUTION

# %% [markdown]
# ## 2. Functional: `model_functional`, `prediction_functional`

# %%
### BEGIN SOLUTION
inputs = keras.Input(shape=(1,))
model_functional = keras.Model(inputs, keras.layers.Dense(1)(inputs))
model_functional.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model_functional.fit(x_train, y_train, epochs=300, verbose=0)
prediction_functional = model_functional.predict(x_test, verbose=0)
### END SOLUTION
