# %% [markdown]
# # 저장하고 다시 열기
# # Saved and restored
#
# 학습한 신경망을 파일에 저장하고, 다시 열고, 이어서 학습시킵니다. 다시 연 모델은 정말 같은
# 모델일까요?
#
# Save a trained network in a file, open it again, and train it on. Is what comes back really the
# same?

# %%
import keras
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(3)

# %% [markdown]
# ## 자료 · The data
#
# 스위치 두 개의 상태가 다를 때 켜지는 전등(XOR)입니다.
#
# The lamp that is lit when its two switches differ (XOR).

# %%
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")

# %% [markdown]
# ## 1. 학습 · Training
#
# `model`: 입력 2개, tanh 노드 **8**개인 은닉층, sigmoid 노드 **1**개인 출력층. Adam(학습률 0.05),
# `"binary_crossentropy"`로 컴파일하고 **500** 에포크 학습시키십시오.
#
# `model`: 2 inputs, a hidden layer of **8** tanh nodes, **1** sigmoid node. Compile it with Adam
# (learning rate 0.05) and `"binary_crossentropy"`, and train it for **500** epochs.


# %%
### BEGIN SOLUTION
def build():
    return keras.Sequential(
        [
            keras.layers.Input(shape=(2,)),
            keras.layers.Dense(8, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


model = build()
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.05), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=500, verbose=0)
### END SOLUTION

# %% [markdown]
# ## 2. 모델 전체 · The whole model
#
# `model`을 `xor.keras`에 저장하고, 그 파일을 열어 `restored`에 담으십시오. `prediction`은
# `restored`가 `x_train`에 대해 내놓는 값이고, `same_predictions`는 두 모델의 예측이 모두
# 같은지(`True` 또는 `False`)입니다.
#
# Save `model` in `xor.keras`, and open that file as `restored`. `prediction` is what `restored`
# gives for `x_train`, and `same_predictions` whether both models give the same (`True` or
# `False`).

# %%
### BEGIN SOLUTION
model.save("xor.keras")
restored = keras.models.load_model("xor.keras")
prediction = restored.predict(x_train, verbose=0)
same_predictions = bool(np.allclose(prediction, model.predict(x_train, verbose=0)))
print(same_predictions, prediction)
### END SOLUTION

# %% [markdown]
# ## 3. 가중치만 · The weights alone
#
# `model`의 가중치를 `xor.weights.h5`에 저장하십시오. 같은 구조의 새 모델을 `from_weights`로
# 만들고, 학습시키지 말고 파일의 가중치를 넣으십시오.
#
# Save the weights of `model` in `xor.weights.h5`. Build a new model of the same architecture as
# `from_weights`, and load these weights into it instead of training it.

# %%
### BEGIN SOLUTION
model.save_weights("xor.weights.h5")
from_weights = build()
from_weights.load_weights("xor.weights.h5")
### END SOLUTION

# %% [markdown]
# ## 4. 이어서 학습하기 · Trained on
#
# `xor.keras`를 한 번 더 `continued`로 열고, 컴파일을 다시 하지 말고 훈련 표로 **50** 에포크 더
# 학습시키십시오. `restored`는 그대로 두십시오.
#
# Open `xor.keras` once more as `continued`, and train it on for **50** epochs on the training
# table without compiling it again. Leave `restored` as it is.

# %%
### BEGIN SOLUTION
continued = keras.models.load_model("xor.keras")
continued.fit(x_train, y_train, epochs=50, verbose=0)
### END SOLUTION
