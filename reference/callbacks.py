# %% [markdown]
# # 학습을 지켜보는 눈
# # Watching a training
#
# 콜백은 학습하는 동안 에포크마다 불리는 코드입니다. 학습을 제때 멈추게 하고, 가장 좋은 모델을
# 파일에 남기고, 직접 만든 콜백으로 과적합을 지켜봅니다.
#
# A callback is code that is called in each epoch of a training. Let callbacks end the training in
# time, keep the best model in a file, and watch for overfitting with one of your own.

# %%
import keras
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(3)

# %% [markdown]
# ## 자료 · The data
#
# 잡음이 섞인 사인 곡선의 점 60개입니다. 앞의 40개로 학습하고 뒤의 20개로 검증합니다. 바꾸지
# 마십시오.
#
# Sixty points of a noisy sine. The first 40 are for training, the last 20 for validation. Leave
# them as they are.

# %%
rng = np.random.default_rng(7)
x = rng.uniform(-3, 3, (60, 1)).astype("float32")
y = (np.sin(x) + rng.normal(0, 0.2, x.shape)).astype("float32")
x_train, y_train, x_valid, y_valid = x[:40], y[:40], x[40:], y[40:]

# %% [markdown]
# ## 1. 모델 · The model
#
# 입력 1개, tanh 노드 **30**개인 은닉층, 선형 노드 **1**개인 출력층으로 된 `model`을 만들고
# Adam(학습률 0.05), 손실 `"mse"`로 컴파일하십시오.
#
# Build `model`: 1 input, a hidden layer of **30** tanh nodes, an output layer of **1** linear
# node. Compile it with Adam (learning rate 0.05) and the loss `"mse"`.

# %%
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.layers.Input(shape=(1,)),
        keras.layers.Dense(30, activation="tanh"),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.05), loss="mse")
### END SOLUTION

# %% [markdown]
# ## 2. 콜백 네 개 · Four callbacks
#
# 1. `EarlyStopping`: 검증 손실이 **10** 에포크 동안 나아지지 않으면 멈추고, 가장 좋았던 가중치로
#    돌아갑니다.
# 2. `ModelCheckpoint`: 검증 손실이 가장 좋은 모델만 `best.keras`에 저장합니다.
# 3. 직접 만든 콜백: 에포크마다 검증 손실 ÷ 훈련 손실을 리스트 `ratios`에 담습니다.
# 4. `TensorBoard`: 로그를 폴더 `logs`에 남깁니다.
#
# 넷을 주고 최대 **2,000** 에포크로 학습시키십시오. 검증 자료도 주어야 합니다.
#
# 1. `EarlyStopping` ends the training when the validation loss has not become better for **10**
#    epochs, and goes back to the best weights.
# 2. `ModelCheckpoint` saves the model with the best validation loss, and only that, in
#    `best.keras`.
# 3. One of your own puts validation loss ÷ training loss of each epoch into the list `ratios`.
# 4. `TensorBoard` writes its logs into the folder `logs`.
#
# Train with all four for at most **2,000** epochs. Give it the validation data, too.

# %%
### BEGIN SOLUTION
ratios = []


class Ratio(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002 - as Keras calls it
        ratios.append(logs["val_loss"] / logs["loss"])


stopping = keras.callbacks.EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)
checkpoint = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)
tensorboard = keras.callbacks.TensorBoard("logs")
history = model.fit(
    x_train,
    y_train,
    validation_data=(x_valid, y_valid),
    epochs=2000,
    verbose=0,
    callbacks=[stopping, checkpoint, Ratio(), tensorboard],
)
### END SOLUTION

# %% [markdown]
# ## 3. 무엇이 일어났는가 · What happened
#
# - `train_loss`, `valid_loss`: 에포크마다의 훈련 손실과 검증 손실
# - `stopped_epoch`: 학습이 끝난 에포크의 번호, 0부터
# - `best_epoch`: 검증 손실이 가장 낮은 에포크의 번호, 0부터
# - `best`: `best.keras`에서 다시 연 모델
#
# - `train_loss`, `valid_loss`: training and validation loss of each epoch
# - `stopped_epoch`: the number of the epoch in which the training ended, counted from 0
# - `best_epoch`: the number of the epoch with the lowest validation loss, counted from 0
# - `best`: the model loaded from `best.keras`

# %%
### BEGIN SOLUTION
train_loss = history.history["loss"]
valid_loss = history.history["val_loss"]
stopped_epoch = stopping.stopped_epoch
best_epoch = int(np.argmin(valid_loss))
best = keras.models.load_model("best.keras")
print(stopped_epoch, best_epoch, ratios[best_epoch])
### END SOLUTION
