# %% [markdown]
# # 카드 지출 예측하기
# # Predicting what is spent by card
#
# 신용카드 신청자 1,319명의 여덟 가지 수로 소득의 얼마를 카드로 쓰는지 예측합니다.
#
# From eight numbers each of 1,319 applicants for a credit card, predict which share of their income
# they spend by card.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(5)  # 다른 수도 넣어 보십시오 · try other numbers, too

# %% [markdown]
# ## 자료 · The data
#
# 파일 `cards.csv`를 노트북과 같은 폴더에 두십시오. Keep `cards.csv` in the folder of the notebook.

# %%
table = np.genfromtxt("cards.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
columns = [
    "reports",
    "age",
    "income",
    "expenditure",
    "dependents",
    "months",
    "majorcards",
    "active",
]
x = np.column_stack([table[name] for name in columns]).astype("float64")
y = table["share"]

x_train, y_train = x[:1000], y[:1000]
x_test, y_test = x[1000:], y[1000:]
print(x_train.shape, x_test.shape)

# %% [markdown]
# ## 1. 데이터를 살피고 표준화하기 · Look at the data, and standardise
#
# `giveaway`에 답을 계산하게 해 주는 두 열의 이름을 적으십시오. 훈련 데이터에서 열마다
# `x_train_mean`과 `x_train_std`를 구하십시오.
#
# Put the names of the two columns that give the answer away into `giveaway`. Of the rows for
# training, take `x_train_mean` and `x_train_std` of each column.

# %%
### BEGIN SOLUTION
giveaway = ["expenditure", "income"]
computed = 12 * x[:, 3] / (10_000 * x[:, 2])
print("off by at most", np.abs(computed - y).max())

x_train_mean, x_train_std = x_train.mean(axis=0), x_train.std(axis=0)
x_train_scaled = (x_train - x_train_mean) / x_train_std
x_test_scaled = (x_test - x_train_mean) / x_train_std
### END SOLUTION

# %% [markdown]
# ## 2. 모델 · The model
#
# 8-30-1인 `model`을 만들어 표준화한 훈련 데이터로 학습시키십시오.
#
# Build `model`, 8-30-1, and train it on the standardised rows for training.

# %%
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.layers.Input(shape=(8,)),
        keras.layers.Dense(30, activation="relu"),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)

plt.semilogy(history.history["loss"])
plt.xlabel("epoch")
plt.show()
### END SOLUTION

# %% [markdown]
# ## 3. 처음 보는 사람들 · Those that it has never seen
#
# 테스트 데이터 319행에 대한 `prediction` (319, 1)과 그 평균 제곱 오차 `test_mse`를 구하십시오.
# `baseline_mse`는 늘 훈련 데이터의 평균을 답하는 것의 오차입니다.
#
# Take `prediction` (319, 1) for the 319 rows for testing, and its mean squared error, `test_mse`.
# `baseline_mse` is the error of always answering the mean of the rows for training.

# %%
### BEGIN SOLUTION
prediction = model.predict(x_test_scaled, verbose=0)
test_mse = np.mean((prediction[:, 0] - y_test) ** 2)
baseline_mse = np.mean((y_train.mean() - y_test) ** 2)
print(test_mse, baseline_mse)
### END SOLUTION
