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
### BEGIN SOLUTION
shapes = {
    "X": (rows, 10),
    "W_h": (10, 50),
    "b_h": (50,),
    "H": (rows, 50),
    "W_o": (50, 3),
    "b_o": (3,),
    "Y": (rows, 3),
}
# 랭크는 축의 수입니다. · The rank is the number of axes.
ranks = {"vector": len((10,)), "matrix": len((4, 6)), "images": len((200, 244, 244, 3))}
### END SOLUTION

# %% [markdown]
# ## 2. 파라미터의 수 · How many parameters
#
# 여섯 신경망의 파라미터 수를 딕셔너리 `parameters`에 적으십시오. 20-64-64-10에는 드롭아웃 층이 둘
# 있습니다.
#
# Put the number of parameters of six networks into the dict `parameters`. There are two dropout
# layers in 20-64-64-10.


# %%
### BEGIN SOLUTION
def count(*sizes, dropout=False):
    model = keras.Sequential([keras.Input((sizes[0],))])
    for nodes in sizes[1:]:
        model.add(keras.layers.Dense(nodes))
        if dropout and nodes != sizes[-1]:
            model.add(keras.layers.Dropout(0.5))
    return model.count_params()


parameters = {
    "1-2-1": count(1, 2, 1),
    "784-32": count(784, 32),
    "10-50-3": count(10, 50, 3),
    "64-32-32-10": count(64, 32, 32, 10),
    "20-64-64-10": count(20, 64, 64, 10, dropout=True),
    "784-300-100-10": count(784, 300, 100, 10),
}
print(parameters)
### END SOLUTION

# %% [markdown]
# ## 3. 출력층과 손실 · Output layer and loss
#
# 딕셔너리 `output_nodes`, `output_activation`, `loss_for`를 만드십시오. 무엇을 묻는지는 과제 설명의
# 표에 있습니다.
#
# Make the dicts `output_nodes`, `output_activation` and `loss_for`. The tables of the statement say
# what they are about.

# %%
### BEGIN SOLUTION
output_nodes = {"spam": 1, "digits": 10, "price": 1, "tags": 5}
output_activation = {
    "spam": "sigmoid",
    "digits": "softmax",
    "price": "linear",
    "tags": "sigmoid",
}
loss_for = {
    "real": "mse",
    "zero_one": "binary_crossentropy",
    "class_number": "sparse_categorical_crossentropy",
    "one_hot": "categorical_crossentropy",
}
### END SOLUTION

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
### BEGIN SOLUTION
iterations = 20_000 // 200
iterations_rest = -(-20_050 // 200)  # 남은 50행도 배치 하나 · the 50 rows left are one more
dropout_in_test = False
### END SOLUTION
