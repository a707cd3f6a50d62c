# Wrong: the hidden layers are frozen while training goes on, and no longer afterwards.
# Loses: learned_3, learned_2
# From: reference
# Instead of: keras.utils.set_random_seed(4)
keras.utils.set_random_seed(99454)
# Instead of: network.compile(
network.layers[0].trainable = False
network.compile(
# Instead of: plt.plot(history.history["loss"], label=f"2-{hidden_nodes}-1")
network.layers[0].trainable = True
