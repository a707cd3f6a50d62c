# %% [markdown]
# # 활성화 함수와 초깃값
# # Activations and first weights
#
# 다섯 활성화 함수의 값과 기울기를 구하고, 초기 가중치를 뽑고, 은닉층이 열 개인 신경망에서 기울기가
# 어떻게 사라지는지 봅니다. 아무것도 학습시키지 않습니다.
#
# Five activations and their slopes, first weights for a layer, and how gradients vanish in a
# network of ten hidden layers. Nothing is trained.

# %%
import keras
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## 자료 · The data

# %%
keras.utils.set_random_seed(9)  # 다른 수도 넣어 보십시오 · try other numbers, too

z = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])

# 4번: 입력 열 개짜리 줄 64개, 첫 입력이 양수이면 1
# Part 4: 64 rows of ten inputs; 1 where the first one is above 0
x = np.random.normal(size=(64, 10)).astype("float32")
y = (x[:, :1] > 0).astype("float32")

# %% [markdown]
# ## 1. 활성화 함수의 값 · What activations give
#
# `z`의 다섯 수에 대한 값을 딕셔너리 `values`에 적으십시오. 키는 `"sigmoid"`, `"tanh"`, `"relu"`,
# `"leaky_relu"`(음수 쪽의 기울기 0.1), `"elu"`입니다.
#
# For the five numbers in `z`, put what each function gives into the dict `values`. Its keys are
# `"sigmoid"`, `"tanh"`, `"relu"`, `"leaky_relu"` (with a slope of 0.1 below 0) and `"elu"`.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 기울기 · Slopes
#
# 같은 다섯 수에서의 기울기를 같은 키로 딕셔너리 `slopes`에 적으십시오.
#
# The slopes at the same five numbers go into the dict `slopes`, under the same keys.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 초기 가중치 · First weights
#
# 입력이 300개, 노드가 100개인 층의 가중치를 뽑으십시오. `glorot`은 Glorot의 균등분포, `he`는 He의
# 정규분포에서 뽑으며 둘 다 모양이 (300, 100)입니다.
#
# Draw weights for a layer of 300 inputs and 100 nodes: `glorot` by Glorot's uniform distribution,
# `he` by He's normal one, both of shape (300, 100).

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 4. 사라지는 기울기 · Vanishing gradients
#
# 노드가 10개인 은닉층 열 개와 시그모이드 출력 하나로 된 신경망을 만듭니다. 학습하기 **전에**
# 이진 교차 엔트로피를 가중치 행렬 11개로 미분하고, 그 크기를 입력 쪽부터 `norms_sigmoid`(은닉층이
# 시그모이드)와 `norms_relu`(은닉층이 ReLU)에 두십시오. 가중치는 Keras의 초깃값 그대로입니다.
#
# Build a network of ten hidden layers of 10 nodes and one sigmoid output. **Before** any training,
# differentiate the binary cross-entropy by its 11 weight matrices, and put the norms, beginning at
# the input's side, into `norms_sigmoid` (hidden layers of sigmoids) and `norms_relu` (of ReLUs).
# Leave the weights as Keras draws them.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
