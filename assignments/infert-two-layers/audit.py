# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
LESS = 0  # audit: 0 | 1
NODES = 8  # audit: 8 | 16
EPOCHS = 100  # audit: 50 | 100
# Instead of: mean, std = x_train.mean(axis=0), x_train.std(axis=0)
mean, std = x_train.mean(axis=0), x_train.std(axis=0, ddof=LESS)
# Instead of: model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
model = keras.Sequential(
    [
        keras.layers.Input(shape=(5,)),
        keras.layers.Dense(NODES, activation="relu"),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy")
# Instead of: history = model.fit(x_train, y_train, epochs=100, batch_size=16, verbose=0)
history = model.fit(x_train, y_train, epochs=EPOCHS, batch_size=16, verbose=0)
