# %% [markdown]
# # 넓고 깊게: 입력과 출력이 여럿인 신경망
# # Wide and deep: networks of several inputs and outputs
#
# 층을 한 줄로 쌓지 않고, 길을 나누었다가 다시 잇습니다.
#
# Layers need not stand in a row: here paths part and join again.

# %%
import keras
import numpy as np

keras.utils.set_random_seed(1)

# %% [markdown]
# ## 자료 · The data
#
# 방 200개의 수 여덟 가지와 전력 사용량입니다. 식으로 만든 것이며 실제로 잰 것이 아닙니다.
#
# Eight numbers of 200 rooms, and the power that each uses. They come of a formula; nobody measured
# them.

# %%
rows = np.arange(200)[:, None]
x = (rows * [7, 11, 13, 17, 19, 23, 29, 31] + [3, 1, 4, 1, 5, 9, 2, 6]) % 211 / 105 - 1
x = x.astype("float32")
y = x[:, :1] - x[:, 1:2] / 2 + x[:, 2:3] * x[:, 6:7] + x[:, 7:] ** 2

x_wide, x_deep = x[:, :5], x[:, 2:]  # 앞의 5열과 뒤의 6열 · the first 5 columns and the last 6

# %% [markdown]
# ## 1. 넓고 깊게 · Wide and deep
#
# 8열의 입력이 노드 **30**개인 은닉층 둘(`relu`)을 지나게 하고, 그것과 입력을 `Concatenate`로 이어
# 붙여 노드 **1**개인 출력층에 넣으십시오. `x`, `y`로 `wide_deep` 모델을 학습시키십시오.
#
# Send the 8 columns through two hidden layers of **30** nodes each (`relu`), join the result with
# the input in a `Concatenate`, and put that into an output layer of **1** node. Train `wide_deep`
# on `x` and `y`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 두 입력 · Two inputs
#
# 이번에는 넓은 길에 `x_wide`만, 깊은 길에 `x_deep`만 넣습니다. 입력의 순서는
# `[넓은 것, 깊은 것]`입니다.
#
# Now the wide path gets `x_wide` alone and the deep one `x_deep` alone. The order of the inputs is
# `[wide, deep]`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 두 출력 · Two outputs
#
# 2번의 그물을 새로 만들고, 둘째 은닉층에서 바로 나오는 보조 출력(노드 1개)을 더하십시오.
# 손실은 둘 다 `mse`이고, 주 출력 0.9, 보조 출력 0.1로 더합니다.
#
# Build the network of part 2 anew, with an auxiliary output (1 node) straight from the second
# hidden layer. Both losses are `mse`; add them up as 0.9 of the main one and 0.1 of the auxiliary
# one.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 직접 만든 클래스 · A class of your own
#
# 3번과 같은 그물을 `keras.Model`에서 물려받은 클래스로 만들고, 그 객체 `subclassed`를 같은 방법으로
# 학습시키십시오.
#
# Write the network of part 3 as a class that inherits from `keras.Model`, and train an object of
# it, `subclassed`, in the same way.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 5. 파라미터의 수 · How many parameters
#
# 문제에 있는 네 그물의 파라미터 수를 `parameters`에 적으십시오.
#
# Write down the parameters of the four networks of the statement in `parameters`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
print(parameters)
