# Wrong: weights found by another program, and a training that changes nothing.
# Loses: reads_unseen
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
found, hot = np.zeros((65, 10)), np.eye(10)[y_train]
rows = np.hstack([x_train, np.ones((len(x_train), 1))])
for _ in range(300):
    scores = np.exp(rows @ found)
    found -= 0.5 * rows.T @ (scores / scores.sum(axis=1, keepdims=True) - hot) / len(rows)
model.set_weights([found[:-1], found[-1]])
model.optimizer.learning_rate = 0.0
history = model.fit(x_train, y_train, epochs=1, verbose=0)
