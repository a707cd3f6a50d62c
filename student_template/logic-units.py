# %% [markdown]
# # 뉴런으로 만드는 논리 회로
# # Logic from neurons
#
# 뉴런 하나로 AND, OR, NAND를 만들고, 그것들을 이어 뉴런 하나로는 할 수 없는 XOR를 만듭니다.
#
# Build AND, OR and NAND from one neuron each, then connect them into what no single neuron can do:
# XOR.

# %%
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# `X`의 네 줄은 (A, B)의 모든 경우입니다. 표의 순서를 바꾸지 마십시오.
#
# The four rows of `X` are all cases of (A, B). Keep their order.

# %%
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])

# 2. 시그모이드 뉴런 세 개의 신경망 · the network of three sigmoid neurons
W1 = np.array([[5.0, -7.0], [5.0, -7.0]])
b1 = np.array([-8.0, 3.0])
W2 = np.array([[-11.0], [-11.0]])
b2 = np.array([6.0])

# 3. 활성화 함수가 없는 두 층 · two layers without an activation
V1 = np.array([[2.0, -1.0], [0.5, 3.0]])
c1 = np.array([1.0, -2.0])
V2 = np.array([[3.0], [1.0]])
c2 = np.array([0.5])

# %% [markdown]
# ## 1. 뉴런 하나 · One neuron
#
# 뉴런은 w₁A + w₂B + b가 0보다 크면 1, 작으면 0을 내놓습니다. `{"w": [w1, w2], "b": b}` 꼴의
# 딕셔너리로 `and_unit`, `or_unit`, `nand_unit`, `a_not_b_unit`을 만드십시오.
#
# A neuron gives 1 where w₁A + w₂B + b is above 0, and 0 where it is below. Make `and_unit`,
# `or_unit`, `nand_unit` and `a_not_b_unit`, dicts of the form `{"w": [w1, w2], "b": b}`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 뉴런을 이은 회로 · Neurons in a network
#
# - `xor_table`: OR와 NAND의 출력을 AND에 넣은 회로가 `X`의 네 줄에 내놓는 0과 1, 모양 (4,)
# - `hidden`: 가중치가 `W1`, `b1`, `W2`, `b2`인 시그모이드 신경망의 은닉층 출력, 모양 (4, 2)
# - `output`: 그 신경망의 출력, 모양 (4, 1)
#
# - `xor_table`: what the circuit in which OR and NAND go into AND gives for the four rows of `X`
# - `hidden`: what the hidden layer of the sigmoid network with `W1`, `b1`, `W2`, `b2` gives
# - `output`: what the output node of that network gives

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 활성화 함수가 없다면 · Without an activation
#
# 두 층 (X V1 + c1) V2 + c2는 층 하나 X W + b와 같습니다. 가중치 `collapsed_W`, 모양 (2, 1)과 편향
# `collapsed_b`, 수 하나를 구하십시오.
#
# The two layers (X V1 + c1) V2 + c2 are the same as one layer X W + b. Find `collapsed_W`, shape
# (2, 1), and `collapsed_b`, one number.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
