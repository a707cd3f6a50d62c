# Wrong: it counts the rows for training.
# Loses: confusion
# From: reference
answers = (model.predict(x_train, verbose=0)[:, 0] > 0.5).astype(int)
confusion = np.zeros((2, 2), int)
for right, given in zip(y_train, answers, strict=True):
    confusion[right, given] += 1
