# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: print(X.shape, y.sum())
SEED = 1  # audit: seed
CUT = "at least"  # audit: "at least" | "above"
# Instead of: answer = X @ w + b >= 0
answer = X @ w + b >= 0 if CUT == "at least" else X @ w + b > 0
# Instead of: updates = 0
updates = 0
order = np.random.default_rng(SEED + len(errors)).permutation(len(y))
X, y = X[order], y[order]
