# Wrong: the last network is larger, not trained for longer.
# Loses: parameters_longer
# From: reference
# Instead of: model_longer = built()
model_longer = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model_longer.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
