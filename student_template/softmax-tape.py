# %% [markdown]
# # 직접 쓰는 경사하강
# # Gradient descent by your own hand
#
# Keras의 `fit` 없이, 가설과 손실과 한 걸음을 직접 적어 소프트맥스 분류를 학습시킵니다.
#
# A softmax classifier is trained without the `fit` of Keras: you write the hypothesis, the cost and
# the step yourself.

# %%
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## 자료 · The data

# %%
tf.random.set_seed(7)  # 다른 수도 넣어 보십시오 · try other numbers, too

x_data = np.array(
    [
        [1, 2, 1, 1],
        [2, 1, 3, 2],
        [3, 1, 3, 4],
        [4, 1, 5, 5],
        [1, 7, 5, 5],
        [1, 2, 5, 6],
        [1, 6, 6, 6],
        [1, 7, 7, 7],
    ],
    dtype="float32",
)
y_data = np.array(
    [
        [0, 0, 1],
        [0, 0, 1],
        [0, 0, 1],
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
        [1, 0, 0],
    ],
    dtype="float32",
)

# %% [markdown]
# ## 1. 시작 · The start
#
# `W` (4, 3)과 `B` (3,)을 표준정규분포에서 뽑은 `tf.Variable`로 만들고, 지금의 값을 `W_start`와
# `B_start`에 복사해 두십시오.
#
# Make `W` (4, 3) and `B` (3,), two `tf.Variable`s of standard normal numbers, and copy what they
# hold now into `W_start` and `B_start`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 2,001걸음 · 2,001 steps
#
# 학습률 0.1로 2,001걸음 내려가면서 걸음마다 손실을 `losses`에 넣으십시오.
#
# Go down 2,001 steps at a learning rate of 0.1, and put the loss of each step into `losses`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 예측 · The prediction
#
# 여덟 줄에 대한 확률 `prediction`, 모양 (8, 3)과 클래스 `predicted_class`, 모양 (8,)을 구하십시오.
#
# Compute the probabilities for the eight rows, `prediction` of shape (8, 3), and the classes,
# `predicted_class` of shape (8,).

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
