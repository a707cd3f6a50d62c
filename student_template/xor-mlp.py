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
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 은닉 노드 둘 · Two hidden nodes
#
# 은닉 노드가 둘인 `model_2`와 그 예측 `prediction_2`를 같은 방법으로 만드십시오.
#
# Do the same with two hidden nodes: `model_2` and its predictions `prediction_2`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 은닉 노드 하나 · One hidden node
#
# 은닉 노드가 하나인 `model_1`과 그 예측 `prediction_1`을 같은 방법으로 만드십시오.
#
# Do the same with one hidden node: `model_1` and its predictions `prediction_1`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

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
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
