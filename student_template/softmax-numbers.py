# %% [markdown]
# # 점수에서 확률로: 소프트맥스, 원-핫, 교차 엔트로피
# # From scores to probabilities: softmax, one-hot and cross-entropy
#
# 학점을 예측하는 모델이 내놓은 점수를 확률로 바꾸고, 그 확률이 얼마나 좋은지 교차 엔트로피로
# 잽니다. 모델을 학습시키지 않으며, NumPy로 몇 줄이면 됩니다.
#
# The scores that a model gives for grades become probabilities, and cross-entropy says how good
# these are. Nothing is trained here: some lines of NumPy are enough.

# %%
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# 점수의 자리는 A, B, C 순서이고, 번호는 0부터 셉니다.
#
# The scores stand in the order A, B, C; the numbers of the grades count from 0.

# %%
scores_minsu = np.array([2.0, 1.0, 0.1])
scores_large = np.array([1002.0, 1001.0, 1000.1])

grades = ["B", "A", "C", "C", "A", "C", "B", "A"]  # 실제 학점 · the real grades
scores = np.array(  # 모델이 여덟 명에게 준 점수 · what the model gave the eight students
    [
        [0.2, 1.5, 0.3],
        [2.1, 0.4, -1.0],
        [-0.5, 0.8, 1.9],
        [0.1, 0.9, 0.7],
        [1.2, 1.0, -0.3],
        [-1.1, 0.2, 2.4],
        [0.6, 1.8, 0.5],
        [0.9, 1.1, -0.2],
    ]
)

# %% [markdown]
# ## 1. 소프트맥스 · Softmax
#
# - `probabilities`: `scores_minsu`의 소프트맥스
# - `stable`: `scores_large`의 소프트맥스. `nan`이 나오지 않게 하십시오.
# - `cost`: 민수의 실제 학점이 B일 때의 교차 엔트로피(자연로그)
#
# - `probabilities`: the softmax of `scores_minsu`
# - `stable`: the softmax of `scores_large`, without `nan`
# - `cost`: the cross-entropy (natural logarithm) for Minsu, whose grade really is B

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 원-핫과 예측 · One-hot, and what is predicted
#
# - `one_hot`: `grades`를 원-핫으로 바꾼 배열, 모양 (8, 3)
# - `predicted`: `scores`에서 학생마다 예측된 학점의 번호, 모양 (8,)
#
# - `one_hot`: the `grades` as one-hot, shape (8, 3)
# - `predicted`: for each student the number of the grade that `scores` predicts, shape (8,)

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 3. 정확도의 함정 · What accuracy hides
#
# 모임 1은 남자 50명(49명 맞음)과 여자 50명(47명 맞음), 모임 2는 남자 95명(94명 맞음)과 여자 5명(2명
# 맞음)입니다. 모델은 한 사람마다 맞은 비율을 정답의 확률로 내놓았다고 생각합니다.
#
# - `accuracy_balanced`, `accuracy_unbalanced`: 모임 1과 모임 2의 정확도
# - `recall_women`: 모임 2의 여자 가운데 맞게 분류된 비율
# - `ce_balanced`, `ce_unbalanced`: 모임 1과 모임 2의 교차 엔트로피, 100명의 평균(자연로그)
# - `insight`: 정확도가 같은데도 교차 엔트로피가 다른 까닭, 두세 문장의 문자열
#
# Group 1 has 50 men (49 right) and 50 women (47 right), group 2 has 95 men (94 right) and 5 women
# (2 right). Take it that for each person the model gave the right answer that share as probability.
#
# - `accuracy_balanced`, `accuracy_unbalanced`: the accuracy in group 1 and in group 2
# - `recall_women`: the share of the women of group 2 that were classified rightly
# - `ce_balanced`, `ce_unbalanced`: the cross-entropy of each group, mean over its 100 people
#   (natural logarithm)
# - `insight`: two or three sentences as a string: why the cross-entropies differ though the
#   accuracies do not

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
