# %% [markdown]
# # 동물 사진 분류기: 소프트맥스의 입력, 출력, 그리고 확률
# # Sorting animal pictures: what goes into a softmax, and what comes out
#
# 동물 보호소의 사진을 강아지, 고양이, 코알라, 토끼로 나누는 분류기를 만들려고 합니다. 만들기 전에
# 모양부터 맞추어 봅니다.
#
# An animal shelter wants its pictures sorted into dogs, cats, koalas and rabbits. Before anything
# is built, the shapes have to be right.

# %%
import keras
import numpy as np

# %% [markdown]
# ## 자료 · The data
#
# 사진은 흑백이고 32 × 32 픽셀입니다. 학습을 마친 분류기가 테스트 사진 한 장에 대해 내놓은 네 개의
# 수가 `probabilities`에 있습니다. 클래스 번호는 0부터 셉니다.
#
# The pictures are grey, of 32 × 32 pixels. `probabilities` holds the four numbers that the trained
# classifier gave for one test picture. Classes are counted from 0.

# %%
height, width, channels = 32, 32, 1
class_names = ["강아지 (dog)", "고양이 (cat)", "코알라 (koala)", "토끼 (rabbit)"]
probabilities = [0.2, 0.1, 0.6, 0.1]

# %% [markdown]
# ## 1. 모양 · Shapes
#
# 사진은 한 줄로 펼쳐져 입력 노드에 들어가고, 은닉층 없이 소프트맥스 출력층으로 이어집니다.
#
# - `input_nodes`: 입력 노드는 몇 개입니까?
# - `output_nodes`: 출력 노드는 몇 개입니까?
# - `prediction_shape`: 사진 **한 장**을 담은 묶음을 `model.predict`에 넣으면 돌려받는 배열의 모양은
#   무엇입니까? 튜플로 적으십시오.
#
# A picture is laid out in one row, goes into the input nodes and from there, without a hidden
# layer, to the softmax output.
#
# - `input_nodes`: how many input nodes are there?
# - `output_nodes`: how many output nodes are there?
# - `prediction_shape`: what is the shape of the array that `model.predict` returns for a batch of
#   **one** picture? Write a tuple.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")

# %% [markdown]
# ## 2. 의미 · Meaning
#
# - `predicted_class`: 이 사진은 어느 클래스로 예측되었습니까? 번호나 이름으로 적으십시오.
# - `insight`: 클래스 번호 하나만 받았을 때와 비교하여, 네 개의 수는 무엇을 더 알려 줍니까? 두세
#   문장의 문자열로 적으십시오. 한국어와 영어 모두 좋습니다.
#
# - `predicted_class`: which class is predicted for this picture? Write its number or its name.
# - `insight`: what do the four numbers tell beyond a single class number? Write two or three
#   sentences as a string, in Korean or in English.

# %%
# YOUR CODE HERE
raise NotImplementedError("Write your code here, then delete this line.")
