# %% [markdown]
# # @TITLE@: @[노드 하나로 직선 배우기|one node learns a straight line]@
#
# @ko@여섯 점이 한 직선 위에 있습니다. 노드 하나로 이 직선을 배우십시오.
#
# @en@Six points lie on a straight line. Let one node learn it.

# %%
import keras
import numpy as np

x_train = np.array([[-1], [0], [1], [2], [3], [4]], dtype="float32")
y_train = np.array([[-3], [-1], [1], [3], [5], [7]], dtype="float32")
x_test = np.array([[10]], dtype="float32")

# %% [markdown]
# ## 1. @[모델|The model]@
#
# @ko@`model`을 만들고 `x_train`, `y_train`으로 학습시키십시오.
#
# @en@Build `model` and train it on `x_train`, `y_train`.

# %%
### BEGIN SOLUTION
model = keras.Sequential([keras.layers.Input(shape=(1,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model.fit(x_train, y_train, epochs=500, verbose=0)
### END SOLUTION

# %% [markdown]
# ## 2. @[예측과 질문|Prediction and question]@
#
# @ko@`prediction`: `x_test`에 대한 예측. `slope`: 직선의 기울기.
#
# @en@`prediction`: the prediction for `x_test`. `slope`: the slope of the line.

# %%
### BEGIN SOLUTION
prediction = model.predict(x_test, verbose=0)
slope = 2
### END SOLUTION
