# Wrong: the hidden layer of all networks is a sigmoid.
# Loses: relu, accuracies, learned_longer
# From: reference
# Instead of: keras.layers.Dense(8, activation="relu"),
keras.layers.Dense(8, activation="sigmoid"),
