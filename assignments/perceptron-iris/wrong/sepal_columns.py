# Wrong: the columns of the sepals were taken for those of the petals.
# Loses: separates, errors, accuracy, prediction, virginica_accuracy
# From: reference
# Instead of: X = np.genfromtxt("iris.csv", delimiter=",", skip_header=1, usecols=(3, 4))  # 꽃잎 · petals, cm
X = np.genfromtxt("iris.csv", delimiter=",", skip_header=1, usecols=(1, 2))
