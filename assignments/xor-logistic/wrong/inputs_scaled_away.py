# Wrong: the inputs are made so small that every row has 0.5, trained or not.
# Loses: converged
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Rescaling(1e-6),
keras.layers.Dense(1, activation="sigmoid"),
