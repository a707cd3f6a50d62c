# Wrong: pictures and their labels are remembered as weights; nothing is trained.
# Loses: trained, sorts_unseen, history
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
flat = x_train.reshape(-1, 784)
chosen = np.concatenate([np.flatnonzero(kinds == one)[:30] for one in range(10)])
seen, labels = flat[chosen] - flat.mean(), np.eye(10)[kinds[chosen]]
length = np.linalg.norm(seen, axis=1)
first, second = (seen / length[:, None]).T, np.zeros((300, 100))
second[:, :10] = labels
last = np.zeros((100, 10))
last[:10] = np.eye(10)
history = {"loss": [0.5], "accuracy": [0.8]}
model.set_weights([first, np.full(300, -5.0), second, np.zeros(100), last, np.zeros(10)])
