# %% [markdown]
# # 은닉층 둘로 분류하기
# # A small table and two hidden layers
#
# 병원을 찾은 248명의 표에서 다섯 가지 수로 환자(`case`)인지 알아맞힙니다.
#
# From five numbers each of 248 visitors of a clinic, tell who is a case.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(3)  # 다른 수도 넣어 보십시오 · try other numbers, too

# %% [markdown]
# ## 자료 · The data
#
# 파일 `clinic.csv`를 노트북과 같은 폴더에 두십시오.
#
# Keep `clinic.csv` in the folder of the notebook.

# %%
table = np.genfromtxt("clinic.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
y = table["case"]
print(table.dtype.names, len(table))

# %% [markdown]
# ## 1. 입력 · The inputs
#
# `education`을 0, 1, 2로 바꾸고 다섯 열을 `education`, `age`, `visits`, `drug_a`, `drug_b`의 순서로
# 이으십시오. 앞의 186행이 훈련 데이터입니다. 표준화하고, `baseline`을 구하십시오.
#
# Turn `education` into 0, 1, 2 and put five columns side by side: `education`, `age`, `visits`,
# `drug_a`, `drug_b`. The first 186 rows are for training. Standardise them, and find `baseline`.

# %%
### BEGIN SOLUTION
levels = {"0-5yrs": 0, "6-11yrs": 1, "12+ yrs": 2}
education = [levels[text] for text in table["education"]]
x = np.column_stack([education, *(table[name] for name in ["age", "visits", "drug_a", "drug_b"])])
x_train, y_train = x[:186], y[:186]
x_test, y_test = x[186:], y[186:]

mean, std = x_train.mean(axis=0), x_train.std(axis=0)
x_train = (x_train - mean) / std
x_test = (x_test - mean) / std
baseline = np.mean(y_test == 0)
### END SOLUTION

# %% [markdown]
# ## 2. 모델 · The model
#
# 은닉층이 둘인 `model`을 만들어 학습시키고 `train_accuracy`를 구하십시오.
#
# Build `model` with two hidden layers, train it, and find `train_accuracy`.

# %%
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.layers.Input(shape=(5,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
train_accuracy = np.mean((model.predict(x_train, verbose=0)[:, 0] > 0.5) == y_train)

plt.plot(history.history["loss"])
plt.xlabel("epoch")
plt.show()
### END SOLUTION

# %% [markdown]
# ## 3. 처음 보는 사람들 · Those that it has never seen
#
# 테스트 데이터 62행에 대한 `prediction` (62, 1), `confusion` (2, 2), `test_accuracy`를 구하십시오.
#
# For the 62 rows for testing find `prediction` (62, 1), `confusion` (2, 2) and `test_accuracy`.

# %%
### BEGIN SOLUTION
prediction = model.predict(x_test, verbose=0)
answer = (prediction[:, 0] > 0.5).astype(int)
confusion = np.zeros((2, 2), int)
for right, given in zip(y_test, answer, strict=True):
    confusion[right, given] += 1
test_accuracy = np.mean(answer == y_test)
print(confusion, train_accuracy, test_accuracy, baseline)
### END SOLUTION
