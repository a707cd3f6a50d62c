# %% [markdown]
# # 운과 시간: 은닉 노드 여덟
# # Luck and time: eight hidden nodes
#
# 은닉 노드가 여덟 개나 되는데 XOR를 배우지 못하는 일이 있습니다. 운이 나빠서인지, 시간이
# 모자라서인지, 신경망이 작아서인지 스무 번 학습시켜 알아봅니다.
#
# Eight hidden nodes, and yet XOR is not learned. Was it luck, was it time, or is the network too
# small? Train it twenty times and see.

# %%
import keras
import numpy as np

keras.utils.set_random_seed(6)  # 다른 수도 넣어 보십시오 · try other numbers, too

# %% [markdown]
# ## 자료 · The data

# %%
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")

# %% [markdown]
# ## 1. 모델 하나 · One model
#
# 입력 둘, ReLU 노드 여덟, 시그모이드 노드 하나인 `model`을 Adam(학습률 0.001)과 평균 제곱 오차로
# 100 에포크 학습시키고, 네 줄의 예측을 `prediction`에 담으십시오.
#
# Train `model` (two inputs, eight ReLU nodes, one sigmoid node) by Adam at 0.001 on the mean
# squared error for 100 epochs, and put what it predicts for the four rows into `prediction`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 스무 번 · Twenty times
#
# 같은 신경망을 새로 만들어 100 에포크 학습시키는 일을 스무 번 하고, 그때마다 네 줄의 정확도를
# `accuracies`에 넣으십시오. 네 줄을 모두 맞힌 비율은 `share_solved`입니다.
#
# Twenty times, build the same network anew and train it for 100 epochs; put the accuracy of the
# four rows into `accuracies` each time. The share that got all four right is `share_solved`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 더 오래 · For longer
#
# 같은 신경망을 500 에포크보다 오래 학습시키십시오: `model_longer`.
#
# Train the same network for more than 500 epochs: `model_longer`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
