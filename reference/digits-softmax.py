# %% [markdown]
# # 손글씨 숫자
# # Handwritten digits
#
# 8 × 8 화소의 손글씨 숫자를 층 하나로 가려냅니다.
#
# Tell handwritten digits of 8 × 8 pixels apart with a single layer.

# %%
import keras
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# 파일 `digits.csv`를 노트북과 같은 폴더에 두십시오. 한 줄이 그림 하나입니다.
# 화소 64개(0~16), 그다음 숫자입니다. 마지막 300줄은 시험용이므로 학습에 쓰지 않습니다.
#
# Keep `digits.csv` in the folder of the notebook. Each line is a picture: 64 pixels (0 to 16), then
# the digit. The last 300 lines are for testing: don't train on them.

# %%
table = np.loadtxt("digits.csv", delimiter=",")
pixels, digits = table[:, :64], table[:, 64].astype(int)

# %% [markdown]
# ## 1. 자료 나누기와 모델 · Splitting the data, and the model
#
# 화소를 16으로 나누어 0에서 1로 맞추고, 앞의 1,197줄로 `model`을 학습시키십시오.
# 입력 64개, 노드 10개, 소프트맥스입니다.
#
# Divide the pixels by 16 so that they are between 0 and 1, and train `model` on the first 1,197
# lines: 64 inputs, ten nodes, softmax.

# %%
### BEGIN SOLUTION
x_train, x_test = pixels[:-300] / 16, pixels[-300:] / 16
y_train, y_test = digits[:-300], digits[-300:]

model = keras.Sequential(
    [
        keras.layers.Input((64,)),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(0.01),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
print(history.history["accuracy"][-1])
### END SOLUTION

# %% [markdown]
# ## 2. 시험용 그림 · The test pictures
#
# 시험용 그림 300개에 대한 `prediction` (300, 10)과 `predicted_class` (300,),
# 맞은 비율 `test_accuracy`를 남기십시오.
#
# Leave behind `prediction` (300, 10) and `predicted_class` (300,) for the 300 test pictures, and
# `test_accuracy`, the share that is right.

# %%
### BEGIN SOLUTION
prediction = model.predict(x_test, verbose=0)
predicted_class = prediction.argmax(axis=1)
test_accuracy = np.mean(predicted_class == y_test)
print(predicted_class[:10], test_accuracy)
### END SOLUTION

# %% [markdown]
# ## 3. 배운 것 들여다보기 · Looking at what was learned
#
# 모델의 가중치 `W` (64, 10)과 편향 `B` (10,)를 남기십시오. `W`의 열 하나를 8 × 8로 그리면
# 그 숫자를 어디에서 알아보는지 보입니다.
#
# Leave behind the weights `W` (64, 10) and the biases `B` (10,). A column of `W`, drawn as 8 × 8,
# shows where the model looks for that digit.

# %%
### BEGIN SOLUTION
W, B = model.get_weights()
print(W.shape, B.shape)
### END SOLUTION
