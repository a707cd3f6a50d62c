# %% [markdown]
# # 과제 4 박서준

# %%
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# %%
input_nodes = 1024
output_nodes = 4

# %%
p = np.array([0.2, 0.1, 0.6, 0.1])
logits = np.log(p)
print(softmax(logits))  # 원래 확률로 돌아온다

# %%
prediction_shape = [1, 4]
predicted_class = "koala"

# %%
insight = """확률의 합은 1 이다. log를 취해 softmax에 다시 넣어도 같은 값이 나온다.
1등은 0.6(코알라), 2등은 0.2 이다. 차이가 0.4라 꽤 자신 있는 예측이다."""
