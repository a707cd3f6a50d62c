# %% [markdown]
# # @TITLE@
#
# `answer`

# %%
### BEGIN SOLUTION
answer = 42
### END SOLUTION
