# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "numbers"  # audit: "numbers" | "arrays"
if KIND == "arrays":
    weight, bias = model_sequential.get_weights()
# Instead of: keras.utils.set_random_seed(1)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
SHAPE = "row"  # audit: "row" | "column"
SETTING = "sgd"  # audit: "sgd" | "sgd-long" | "adam" | "momentum"
optimizers = {
    "sgd": (keras.optimizers.SGD(0.01), 1000),
    "sgd-long": (keras.optimizers.SGD(0.02), 2000),
    "adam": (keras.optimizers.Adam(0.1), 1000),
    "momentum": (keras.optimizers.SGD(0.01, momentum=0.9), 500),
}
optimizer, epochs = optimizers[SETTING]
# Instead of: x_test = np.array([-3.1, 3, 3.5, 15, 20.1], dtype="float32")
x_test = np.array([-3.1, 3, 3.5, 15, 20.1], dtype="float32")
if SHAPE == "column":
    x_train, y_train, x_test = (one[:, None] for one in (x_train, y_train, x_test))
# Instead of: model_sequential.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
model_sequential.compile(optimizer=optimizer, loss="mse")
# Instead of: history = model_sequential.fit(x_train, y_train, epochs=1000, verbose=0)
history = model_sequential.fit(x_train, y_train, epochs=epochs, verbose=0)
