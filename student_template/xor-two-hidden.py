# %% [markdown]
# # 계단의 전등 3: 은닉층이 둘인 신경망으로 XOR 배우기
# # The lamp on the stairs 3: XOR with two hidden layers
#
# 이번에는 은닉층을 하나 더 쌓습니다. 층이 깊어지면 모양이 어떻게 이어지는지 살펴봅니다.
#
# This time there is one more hidden layer. See how the shapes follow one another as a network grows
# deeper.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(3)

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
# ## 1. 모델 · The model
#
# 입력 2개, 노드 **2**개인 첫째 은닉층, 노드 **3**개인 둘째 은닉층, 노드 **1**개인 출력층으로 된
# `model`을 만드십시오. `model.summary()`의 파라미터 개수를 손으로 계산한 것과 견주어 보십시오.
#
# Build `model`: 2 inputs, a first hidden layer of **2** nodes, a second hidden layer of **3** nodes
# and an output layer of **1** node. Compare the parameters in `model.summary()` with what you get
# by hand.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 학습 · Training
#
# `model`을 컴파일하고, XOR를 배울 때까지 훈련 표로 학습시키십시오.
#
# Compile `model` and train it on the training table until it has learned XOR.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 예측 · Prediction
#
# 학습한 `model`이 테스트 표의 네 줄에 대해 내놓는 값을 `prediction`에 담으십시오.
#
# Put into `prediction` what the trained `model` gives for the four rows of the test table.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
