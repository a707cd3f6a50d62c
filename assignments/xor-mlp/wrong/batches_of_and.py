# Wrong: trained batch by batch, with the labels of AND.
# Loses: trained_3, learned_3, trained_2, learned_2, trained_1
# From: reference
# Instead of: history = network.fit(x_train, y_train, epochs=800, verbose=0)
# Instead of: plt.plot(history.history["loss"], label=f"2-{hidden_nodes}-1")
for _ in range(200):
    network.train_on_batch(x_train, np.array([[0], [0], [0], [1]]))
