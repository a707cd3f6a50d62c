# %% [markdown]
# # 오차가 거꾸로 흐르는 길
# # One step of back-propagation
#
# 작은 신경망에서 오차 역전파 한 걸음을 끝까지 계산합니다. 손으로 해도 되고 NumPy로 해도 됩니다.
#
# Work out one whole step of back-propagation in a small network, by hand or with NumPy.

# %%
import numpy as np

# %% [markdown]
# ## 자료 · The data

# %%
# 1. 연쇄 법칙 · the chain rule
w, x_1, b = -2.0, 5.0, 3.0

# 2–4. 입력 둘, 은닉 노드 둘, 출력 하나인 신경망 · two inputs, two hidden nodes, one output
x = np.array([1.0, 0.0])
y = 1.0
W1 = np.array([[0.5, -0.4], [0.3, 0.2]])
b1 = np.array([0.1, -0.1])
W2 = np.array([[0.6], [-0.5]])
b2 = 0.2
eta = 0.5  # 학습률 · the learning rate

# %% [markdown]
# ## 1. 연쇄 법칙 · The chain rule
#
# g = wx, f = g + b이고 w = −2, x = 5, b = 3입니다. f를 w, x, b, g로 미분한 값을 딕셔너리 `slopes`에
# 적으십시오.
#
# Let g = wx and f = g + b, with w = −2, x = 5, b = 3. Put the derivatives of f by w, x, b and g
# into the dict `slopes`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 앞으로 · Forward
#
# `hidden` (2,)과 `output`(수 하나)을 구하십시오. 활성화 함수는 모두 시그모이드입니다.
#
# Compute `hidden`, shape (2,), and `output`, one number. Both activations are sigmoids.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 거꾸로 · Backward
#
# E = ½(y − o)²일 때 출력층의 δ인 `delta_output`(수 하나)과 은닉층의 δ인 `delta_hidden`, 모양 (2,)을
# 구하십시오.
#
# With E = ½(y − o)², compute δ of the output layer, `delta_output`, one number, and of the hidden
# layer, `delta_hidden`, shape (2,).

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 한 걸음 · One step
#
# 학습률은 0.5입니다. `W1_new`, `b1_new`, `W2_new`, `b2_new`와, 그것들로 다시 계산한 출력
# `output_after`를 구하십시오.
#
# The learning rate is 0.5. Compute `W1_new`, `b1_new`, `W2_new`, `b2_new`, and with them the output
# again: `output_after`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
