# %% [markdown]
# # 계단의 전등 2: 은닉 노드 셋, 둘, 하나로 XOR 배우기
# # The lamp on the stairs 2: XOR with three, two and one hidden nodes
#
# 전등은 두 스위치의 상태가 서로 **다를 때** 켜집니다. 이번에는 입력과 출력 사이에 은닉층을 하나
# 넣습니다. 은닉 노드가 몇 개 있어야 이 규칙을 배울 수 있습니까?
#
# The lamp is on when the two switches are **not alike**. This time there is a hidden layer between
# input and output. How many hidden nodes does it take to learn the rule?

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(4)

# %% [markdown]
# ## 자료 · The data
#
# 훈련 표에는 스위치의 상태와 전등이, 테스트 표에는 스위치의 상태만 있습니다.
#
# The training table holds the switches and the lamp, the test table the switches only.

# %%
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")

# %% [markdown]
# ## 1. 은닉 노드 셋 · Three hidden nodes
#
# 은닉 노드가 셋인 `model_3`을 만들어 학습시키고, 테스트 표에 대한 예측을 `prediction_3`에
# 담으십시오.
#
# Build and train `model_3` with three hidden nodes, and put its predictions for the test table into
# `prediction_3`.


# %%
### BEGIN SOLUTION
# 세 모델은 은닉 노드의 수만 다르므로, 만들고 학습시키는 일을 함수 하나로 적습니다.
# The three models differ in their hidden nodes only, so that one function builds and trains them.
def train_network(hidden_nodes):
    network = keras.Sequential(
        [
            keras.layers.Input(shape=(2,)),
            keras.layers.Dense(hidden_nodes, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.05),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    history = network.fit(x_train, y_train, epochs=800, verbose=0)
    plt.plot(history.history["loss"], label=f"2-{hidden_nodes}-1")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    plt.show()
    return network


model_3 = train_network(3)
prediction_3 = model_3.predict(x_test, verbose=0)
print(prediction_3)
### END SOLUTION

# %% [markdown]
# ## 2. 은닉 노드 둘 · Two hidden nodes
#
# 은닉 노드가 둘인 `model_2`와 그 예측 `prediction_2`를 같은 방법으로 만드십시오.
#
# Do the same with two hidden nodes: `model_2` and its predictions `prediction_2`.

# %%
### BEGIN SOLUTION
# 은닉 노드 둘로도 충분하지만 지역 최솟값에 머무는 일이 더 잦습니다.
# Two hidden nodes are enough, though they end in a local minimum more often.
model_2 = train_network(2)
prediction_2 = model_2.predict(x_test, verbose=0)
print(prediction_2)
### END SOLUTION

# %% [markdown]
# ## 3. 은닉 노드 하나 · One hidden node
#
# 은닉 노드가 하나인 `model_1`과 그 예측 `prediction_1`을 같은 방법으로 만드십시오.
#
# Do the same with one hidden node: `model_1` and its predictions `prediction_1`.

# %%
### BEGIN SOLUTION
# 은닉 노드가 하나이면 두 입력이 하나의 가중합으로 줄어듭니다. 그래서 결국 직선 하나로 나눕니다.
# With one hidden node the two inputs shrink to one weighted sum: it is one straight line again.
model_1 = train_network(1)
prediction_1 = model_1.predict(x_test, verbose=0)
print(prediction_1)
### END SOLUTION

# %% [markdown]
# ## 4. 무엇을 배울 수 있는가 · What can be learned
#
# `can_learn_xor`는 은닉 노드 수 3, 2, 1마다 XOR를 배울 수 있는지 `True` 또는 `False`로 적은
# 딕셔너리입니다. 한 번의 실행이 아니라 **할 수 있는지**를 묻습니다. 은닉층의 활성화 함수는
# 시그모이드, tanh, ReLU 가운데 하나라고 생각하십시오.
#
# `can_learn_xor` is a dict that says `True` or `False` for each number of hidden nodes 3, 2 and 1:
# can it learn XOR? The question is what **can** be done, not what one run did. Take the hidden
# activation to be sigmoid, tanh or ReLU.

# %%
### BEGIN SOLUTION
# 두 은닉 노드는 직선 두 개를 긋습니다. 하나는 "적어도 하나가 켜짐", 다른 하나는 "둘 다 켜짐"을
# 맡으면 출력 노드는 앞의 것에서 뒤의 것을 빼기만 하면 됩니다. 직선 하나로는 할 수 없는 일입니다.
# Two hidden nodes draw two lines. If one says "at least one is up" and the other "both are up", the
# output node only has to take the second from the first. No single line can do that.
can_learn_xor = {3: True, 2: True, 1: False}
### END SOLUTION
