# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(5)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
LESS = 0  # audit: 0 | 1
OUTPUT = "linear"  # audit: "linear" | "sigmoid"
EPOCHS = 50  # audit: 50 | 100
# Instead of: x_train_mean, x_train_std = x_train.mean(axis=0), x_train.std(axis=0)
x_train_mean, x_train_std = x_train.mean(axis=0), x_train.std(axis=0, ddof=LESS)
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
model = keras.Sequential(
    [
        keras.layers.Input(shape=(8,)),
        keras.layers.Dense(30, activation="relu"),
        keras.layers.Dense(1, activation=OUTPUT),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
# Instead of: history = model.fit(x_train_scaled, y_train, epochs=100, batch_size=32, verbose=0)
history = model.fit(x_train_scaled, y_train, epochs=EPOCHS, batch_size=32, verbose=0)
