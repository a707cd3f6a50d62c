# %% [markdown]
# # 계단의 전등 1: 로지스틱 회귀로 XOR 배우기
# # The lamp on the stairs 1: XOR with logistic regression
#
# 계단 위와 아래에 스위치가 하나씩 있고, 전등은 두 스위치의 상태가 서로 **다를 때** 켜집니다.
# 로지스틱 회귀 하나로 이 규칙을 배울 수 있는지 알아봅니다.
#
# There is a switch at the top of the stairs and one at the bottom, and the lamp is on when the two
# are **not alike**. Can one logistic regression learn this rule?

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# 시드를 정해 두면 실행할 때마다 결과가 같습니다. With a seed, every run gives the same result.
keras.utils.set_random_seed(1)

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
# 입력이 둘이고 출력이 확률 하나인 로지스틱 회귀 `model`을 만드십시오.
#
# Build `model`, a logistic regression of two inputs and one probability.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 학습 · Training
#
# `model`을 컴파일하고, 손실이 더 내려가지 않을 때까지 훈련 표로 학습시키십시오.
#
# Compile `model` and train it on the training table until the loss no longer falls.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 예측 · Prediction
#
# 학습한 `model`이 테스트 표의 네 줄에 대해 내놓는 확률을 `prediction`에 담으십시오.
#
# Put into `prediction` the probabilities that the trained `model` gives for the four rows of the
# test table.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 두 가지 질문 · Two questions
#
# - `max_accuracy`: 로지스틱 회귀가 가중치를 어떻게 고르더라도 이 표에서 얻을 수 있는 가장 높은
#   정확도는 얼마입니까? 0과 1 사이의 수로 적으십시오.
# - `can_learn_xor`: 로지스틱 회귀는 XOR를 배울 수 있습니까? `True` 또는 `False`로 적으십시오.
#
# - `max_accuracy`: what is the highest accuracy on this table that logistic regression can have,
#   whatever its weights? Write a number between 0 and 1.
# - `can_learn_xor`: can logistic regression learn XOR? Write `True` or `False`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
