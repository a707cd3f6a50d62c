# Wrong: the updates are those of another training, for which the flowers were shuffled.
# Loses: errors
# From: reference
order = np.random.default_rng(1).permutation(len(X))
_, _, errors = train(X[order], y[order])
