# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(4)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
TYPE = "float64"  # audit: "float64" | "float32"
SETTING = "sgd"  # audit: "sgd" | "sgd-0.1" | "adam"
optimizers = {
    "sgd": keras.optimizers.SGD(0.01),
    "sgd-0.1": keras.optimizers.SGD(0.1),
    "adam": keras.optimizers.Adam(0.01),
}
# Instead of: minimum, maximum = data.min(axis=0), data.max(axis=0)
data = data.astype(TYPE)
minimum, maximum = data.min(axis=0), data.max(axis=0)
# Instead of: model = built()
model = built()
model.compile(optimizer=optimizers[SETTING], loss="mse")
