# %% [markdown]
# # 두 수로 직선 배우기
# # A line in two numbers
#
# 노드 하나를 두 가지 방법으로 만들어 직선 y = x + 2를 배우게 합니다.
#
# One node, built in two ways, learns the line y = x + 2.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(1)  # 다른 수도 넣어 보십시오 · try other numbers, too

# %% [markdown]
# ## 자료 · The data

# %%
x_train = np.array([1, 2, 3, 4, 5, 6], dtype="float32")
y_train = np.array([3, 4, 5, 6, 7, 8], dtype="float32")
x_test = np.array([-3.1, 3, 3.5, 15, 20.1], dtype="float32")

# %% [markdown]
# ## 1. `Sequential`
#
# 입력 하나, 노드 하나, 활성화 함수가 없는 `model_sequential`을 만들고 평균 제곱 오차로 학습시킨
# 다음, `x_test`에 대한 예측을 `prediction_sequential`에 담으십시오.
#
# Build `model_sequential` with one input, one node and no activation, train it on the mean squared
# error, and put what it predicts for `x_test` into `prediction_sequential`.

# %%
### BEGIN SOLUTION
model_sequential = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model_sequential.summary()

model_sequential.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
history = model_sequential.fit(x_train, y_train, epochs=1000, verbose=0)
prediction_sequential = model_sequential.predict(x_test, verbose=0)
print(prediction_sequential)

plt.semilogy(history.history["loss"])
plt.xlabel("epoch")
plt.show()
### END SOLUTION

# %% [markdown]
# ## 2. 함수형 · Functional
#
# 같은 것을 함수형 API로, 층부터 새로 만들어 `model_functional`과 `prediction_functional`에
# 두십시오.
#
# Do the same with the functional API, from new layers on: `model_functional` and
# `prediction_functional`.

# %%
### BEGIN SOLUTION
inputs = keras.layers.Input(shape=(1,))
outputs = keras.layers.Dense(1)(inputs)
model_functional = keras.Model(inputs, outputs)

model_functional.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
model_functional.fit(x_train, y_train, epochs=1000, verbose=0)
prediction_functional = model_functional.predict(x_test, verbose=0)
print(prediction_functional)
### END SOLUTION

# %% [markdown]
# ## 3. 두 수 · The two numbers
#
# `model_sequential`이 배운 가중치와 편향을 `weight`와 `bias`에 두십시오. 1과 2에 얼마나 가깝습니까?
#
# Put the weight and the bias that `model_sequential` has learned into `weight` and `bias`. How near
# to 1 and 2 are they?

# %%
### BEGIN SOLUTION
kernel, biases = model_sequential.get_weights()
weight, bias = float(kernel[0, 0]), float(biases[0])
print(weight, bias)
### END SOLUTION
