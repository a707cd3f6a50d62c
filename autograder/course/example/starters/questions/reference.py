# %% [markdown]
# # @TITLE@: @[네 가지 질문|four questions]@
#
# `weights`, `output`, `is_linear`, `reason`

# %%
### BEGIN SOLUTION
weights = 2 * 3
output = "sigmoid"
is_linear = {"relu": False, "tanh": False, "linear": True}
reason = "활성화 함수가 없으면 층을 아무리 쌓아도 선형이라 직선 하나로만 나눌 수 있습니다."
### END SOLUTION
