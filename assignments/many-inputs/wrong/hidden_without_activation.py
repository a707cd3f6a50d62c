# Wrong: a hidden layer of each network has no activation; in the class both have none.
# Loses: hidden_wide_deep, hidden_two_inputs, hidden_two_outputs, hidden_subclassed,
#   learned_subclassed
# From: reference
# Instead of: hidden1 = keras.layers.Dense(30, activation="relu")(input_)
hidden1 = keras.layers.Dense(30)(input_)
# Instead of: hidden1 = keras.layers.Dense(30, activation="relu")(input_deep)
hidden1 = keras.layers.Dense(30)(input_deep)
# Instead of: first = keras.layers.Dense(30, activation="relu")(in_deep)
first = keras.layers.Dense(30)(in_deep)
# Instead of: def __init__(self, nodes=30, activation="relu"):
def __init__(self, nodes=30, activation=None):
