# %% [markdown]
# # 옷 사진 분류
# # Sorting clothes
#
# 28 × 28 화소의 옷 사진을 은닉층 두 개로 열 가지로 나눕니다.
#
# Sort pictures of clothes, 28 × 28 pixels, into ten kinds with two hidden layers.

# %%
import keras
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# 채점할 때는 강좌의 사진 6,000장과 1,000장입니다. 다른 컴퓨터에서는 70,000장을 모두
# 내려받으므로, 앞부분만 씁니다.
#
# While grading these are the course's 6,000 and 1,000 pictures. Another computer downloads all
# 70,000, of which the first ones are used.

# %%
(pictures, kinds), (test_pictures, test_kinds) = keras.datasets.fashion_mnist.load_data()
pictures, kinds = pictures[:6000], kinds[:6000]
test_pictures, test_kinds = test_pictures[:1000], test_kinds[:1000]
class_names = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]  # fmt: skip
print(pictures.shape, test_pictures.shape, class_names[kinds[0]])

# %% [markdown]
# ## 1. 신경망 784-300-100-10 · The network 784-300-100-10
#
# 화소를 255로 나누고, `model`을 만들어 학습시키십시오. `Flatten`, ReLU 300개, ReLU 100개,
# 소프트맥스 10개이고, Adam, 배치 50, 5 에포크입니다. `history`에 `fit`이 돌려준 기록의
# 사전(`.history`)을 남기십시오.
#
# Divide the pixels by 255, and build and train `model`: `Flatten`, 300 ReLU, 100 ReLU, 10 softmax.
# Adam, batches of 50, five epochs. Leave behind `history`, the dictionary (`.history`) of what
# `fit` returns.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 층 들여다보기 · Looking into a layer
#
# 첫 은닉층의 가중치 `hidden_weights` (784, 300)을 남기십시오. Leave behind the weights of the first
# hidden layer, `hidden_weights` (784, 300).

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 시험용 사진 · The test pictures
#
# 앞의 시험용 사진 세 장에 대한 `prediction` (3, 10),
# 시험용 사진 1,000장의 `test_accuracy`를 남기십시오.
#
# Leave behind `prediction` (3, 10) for the first three test pictures, and `test_accuracy` of all
# 1,000.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 더 작은 신경망 · A smaller network
#
# `model_small`을 784-128-10으로 만들어 같은 방법으로 두 에포크 학습시키십시오.
#
# Build `model_small`, 784-128-10, and train it the same way for two epochs.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
