# Wrong: weights that begin at the optimum, and a training that would lead nowhere.
# Loses: converged
# From: reference
# Instead of: keras.layers.Dense(1, activation="sigmoid"),
keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
# Instead of: history = model.fit(x_train, y_train, epochs=1000, verbose=0)
history = model.fit(x_train, y_train, epochs=1, verbose=0)
