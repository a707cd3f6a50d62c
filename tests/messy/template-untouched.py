# xor-logistic
x_train = 1
# %%
# YOUR CODE HERE
raise NotImplementedError('Write your code here.')
# %%
# YOUR CODE HERE
raise NotImplementedError('Write your code here.')
