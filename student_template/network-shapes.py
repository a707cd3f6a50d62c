# %% [markdown]
# # 그물의 모양과 크기
# # Shapes and sizes
#
# 신경망을 학습시키기 전에 모양과 파라미터의 수를 미리 셈합니다. 손으로 셈하고 Keras로 확인하십시오.
#
# Before a network is trained, work out its shapes and how many parameters it has: by hand, then
# see with Keras whether you are right.

# %%
import keras

# %% [markdown]
# ## 1. 모양 · Shapes
#
# 10-50-3 신경망에 `rows`행을 한꺼번에 넣습니다: H = φ(X W_h + b_h), Y = softmax(H W_o + b_o). 배열
# 일곱 개의 모양을 딕셔너리 `shapes`에 적고, 랭크를 딕셔너리 `ranks`에 적으십시오.
#
# `rows` rows go into the 10-50-3 network together: H = φ(X W_h + b_h), Y = softmax(H W_o + b_o).
# Put the shapes of the seven arrays into the dict `shapes`, and ranks into the dict `ranks`.

# %%
rows = 32

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 파라미터의 수 · How many parameters
#
# 여섯 신경망의 파라미터 수를 딕셔너리 `parameters`에 적으십시오. 20-64-64-10에는 드롭아웃 층이 둘
# 있습니다.
#
# Put the number of parameters of six networks into the dict `parameters`. There are two dropout
# layers in 20-64-64-10.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 출력층과 손실 · Output layer and loss
#
# 딕셔너리 `output_nodes`, `output_activation`, `loss_for`를 만드십시오. 무엇을 묻는지는 과제 설명의
# 표에 있습니다.
#
# Make the dicts `output_nodes`, `output_activation` and `loss_for`. The tables of the statement say
# what they are about.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 학습과 예측 · Training and predicting
#
# - `iterations`, `iterations_rest`: 20,000행과 20,050행을 200행씩 나눌 때 한 에포크의 반복 횟수
# - `dropout_in_test`: `predict`할 때에도 드롭아웃이 노드를 끕니까?
#
# - `iterations`, `iterations_rest`: the iterations of one epoch for 20,000 and for 20,050 rows in
#   batches of 200
# - `dropout_in_test`: does dropout switch nodes off in `predict`, too?

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
