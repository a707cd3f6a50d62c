# Wrong: the pictures are remembered by their labels, a mean of each, and nothing is trained.
# Loses: trained, reads_unseen
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
means = np.stack([x_train[y_train == digit].mean(axis=0) for digit in range(10)], axis=1)
model.set_weights([2 * means, -(means**2).sum(axis=0)])
# Instead of: print(history.history["accuracy"][-1])
print(model.count_params())
