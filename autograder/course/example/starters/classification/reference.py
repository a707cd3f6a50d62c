# %% [markdown]
# # @TITLE@: @[은닉 노드 셋으로 두 클래스 나누기|three hidden nodes part two classes]@

# %%
import keras
import numpy as np

keras.utils.set_random_seed(4)
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train

# %% [markdown]
# ## 1. @[모델과 학습|The model and its training]@: `model`

# %%
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(3, activation="tanh"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=500, verbose=0)
### END SOLUTION

# %% [markdown]
# ## 2. @[예측|Prediction]@: `prediction`

# %%
### BEGIN SOLUTION
prediction = model.predict(x_test, verbose=0)
### END SOLUTION
