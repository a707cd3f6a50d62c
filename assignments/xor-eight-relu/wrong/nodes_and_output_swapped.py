# Wrong: one hidden node and eight outputs.
# Loses: parameters, layers, prediction_shape, trained
# From: reference
# Instead of: model = built()
model = keras.Sequential(
    [
        keras.layers.Input(shape=(2,)),
        keras.layers.Dense(1, activation="relu"),
        keras.layers.Dense(8, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss="mse")
# Instead of: model.fit(x_train, y_train, epochs=100, verbose=0)
model.fit(x_train, np.repeat(y_train, 8, axis=1), epochs=100, verbose=0)
