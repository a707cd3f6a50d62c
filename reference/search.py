# %% [markdown]
# # 하이퍼파라미터 찾기
# # Searching settings
#
# 은닉층의 수, 노드의 수, 학습률은 학습이 찾아 주지 않습니다. 18가지를 모두 학습시켜 보고, 검증
# 손실이 가장 낮은 것을 고릅니다.
#
# Training does not find the number of hidden layers, of nodes, or the learning rate. Train all 18
# settings and choose the one with the lowest validation loss.

# %%
import itertools

import keras
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(3)

# %% [markdown]
# ## 자료 · The data
#
# 줄 250개 가운데 앞의 200개로 학습하고 뒤의 50개로 검증합니다. 바꾸지 마십시오.
#
# Of the 250 rows the first 200 are for training, the last 50 for validation. Leave them as they
# are.

# %%
rng = np.random.default_rng(11)
x = rng.uniform(-1, 1, (250, 2)).astype("float32")
y = (np.sin(4 * x[:, :1]) * x[:, 1:] + rng.normal(0, 0.05, (250, 1))).astype("float32")
x_train, y_train, x_valid, y_valid = x[:200], y[:200], x[200:], y[200:]

# %% [markdown]
# ## 1. 모델을 만드는 함수 · A function that builds a model
#
# 함수 `build_model(n_hidden, n_neurons, learning_rate)`: 부를 때마다 **새로운** 모델을 만들어
# 컴파일해서 돌려줍니다: 입력 2개, ReLU 노드 `n_neurons`개인 은닉층 `n_hidden`개, 선형 출력 노드
# 1개, Adam(`learning_rate`), 손실 `"mse"`.
#
# `build_model(n_hidden, n_neurons, learning_rate)` gives a **new** compiled model each time: 2
# inputs, `n_hidden` hidden layers of `n_neurons` ReLU nodes, 1 linear output node,
# Adam(`learning_rate`), loss `"mse"`.


# %%
### BEGIN SOLUTION
def build_model(n_hidden, n_neurons, learning_rate):
    layers = [keras.layers.Input(shape=(2,))]
    layers += [keras.layers.Dense(n_neurons, activation="relu") for _ in range(n_hidden)]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
    return model


### END SOLUTION

# %% [markdown]
# ## 2. 찾기 · The search
#
# `n_hidden` 1, 2 × `n_neurons` 5, 15, 40 × `learning_rate` 0.0001, 0.01, 1.0의 18가지를 20
# 에포크씩 학습시키고, `results`에 딕셔너리를 하나씩 담으십시오. 키는 `"n_hidden"`, `"n_neurons"`,
# `"learning_rate"`, `"val_loss"`이고, `"val_loss"`는 마지막 에포크의 검증 손실입니다.
#
# Train the 18 settings `n_hidden` 1, 2 × `n_neurons` 5, 15, 40 × `learning_rate` 0.0001, 0.01,
# 1.0 for 20 epochs each. Put a dict for each into `results`, with the keys `"n_hidden"`,
# `"n_neurons"`, `"learning_rate"` and `"val_loss"`, the validation loss of the last epoch.

# %%
### BEGIN SOLUTION
results, models = [], []
for n_hidden, n_neurons, learning_rate in itertools.product((1, 2), (5, 15, 40), (1e-4, 1e-2, 1.0)):
    model = build_model(n_hidden, n_neurons, learning_rate)
    history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
    results.append(
        {
            "n_hidden": n_hidden,
            "n_neurons": n_neurons,
            "learning_rate": learning_rate,
            "val_loss": history.history["val_loss"][-1],
        }
    )
    models.append(model)
### END SOLUTION

# %% [markdown]
# ## 3. 고르기 · The choice
#
# - `best`: `results`에서 검증 손실이 가장 낮은 딕셔너리
# - `best_model`: 그 설정으로 학습한 모델
#
# - `best`: the dict in `results` with the lowest validation loss
# - `best_model`: the model that was trained with these settings

# %%
### BEGIN SOLUTION
place = int(np.argmin([one["val_loss"] for one in results]))
best, best_model = results[place], models[place]
print(best)
### END SOLUTION

# %% [markdown]
# ## 4. 학습률을 키워 가며 · A learning rate that grows
#
# 학습률을 500단계에 걸쳐 10⁻⁵에서 10까지 키우려면 단계마다 얼마를 곱해야 합니까? `factor`에
# 담으십시오. `insight`에는 테스트 자료로 설정을 고르면 안 되는 까닭을 두세 문장으로 적으십시오.
#
# By what must the learning rate be multiplied in each of 500 steps, to go from 10⁻⁵ to 10? Put it
# into `factor`. In `insight` write, in two or three sentences, why settings must not be chosen by
# the test data.

# %%
### BEGIN SOLUTION
factor = 10 ** (6 / 500)
insight = (
    "테스트 자료로 고르면 그 자료에 우연히 잘 맞는 설정을 고르게 되어, 처음 보는 자료에 대한 "
    "오차를 너무 낙관적으로 재게 됩니다. 그래서 검증 자료로 고르고 테스트는 마지막에 한 번만 "
    "합니다."
)
### END SOLUTION
