# %% [markdown]
# # 붓꽃을 가르는 퍼셉트론
# # A perceptron for irises
#
# 꽃잎의 길이와 너비로 붓꽃의 종류를 알아맞히는 퍼셉트론을 직접 만듭니다. 규칙은 NumPy 몇 줄입니다.
#
# Make a perceptron that tells the kind of an iris by the length and width of its petals. The rule
# takes a few lines of NumPy.

# %%
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# 파일 `iris.csv`를 노트북과 같은 폴더에 두십시오. Keep `iris.csv` in the folder of the notebook.

# %%
X = np.genfromtxt("iris.csv", delimiter=",", skip_header=1, usecols=(3, 4))  # 꽃잎 · petals, cm
kinds = np.genfromtxt("iris.csv", delimiter=",", skip_header=1, usecols=5, dtype=str)
y = (kinds == "setosa").astype(int)
print(X.shape, y.sum())

# %% [markdown]
# ## 1. setosa를 가르는 퍼셉트론 · A perceptron for setosa
#
# 0에서 시작하여 η = 1로, 한 에포크 내내 고칠 것이 없을 때까지(많아도 100에포크) 학습시키십시오.
# `weights` (2,), `bias`, `errors`(에포크마다 고친 횟수), `prediction` (150,), `accuracy`,
# `new_flower`(꽃잎 2 cm × 0.5 cm)를 남기십시오.
#
# Train from zero with η = 1 until a whole epoch needs no update, for 100 epochs at most. Leave
# behind `weights` (2,), `bias`, `errors` (the updates of each epoch), `prediction` (150,),
# `accuracy` and `new_flower` (a petal of 2 cm × 0.5 cm).

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. virginica는? · And virginica?
#
# 정답을 virginica이면 1, 아니면 0으로 바꾸어 같은 규칙으로 100에포크 학습시키십시오.
# `virginica_weights`, `virginica_bias`, `virginica_accuracy`를 남기고, 두 경우가 직선 하나로
# 나뉘는지를 `separable`에 적으십시오.
#
# Make the right answer 1 for virginica and 0 for others, and train by the same rule for 100 epochs.
# Leave behind `virginica_weights`, `virginica_bias` and `virginica_accuracy`, and say in
# `separable` for both kinds whether one straight line parts them from the others.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
