# The solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(1)
OPTIMIZER = "sgd"  # audit: "sgd" | "momentum" | "adam"
LOSS = "mse"  # audit: "mse" | "huber"
SEED = 1  # audit: seed

SETTINGS = {
    "sgd": (keras.optimizers.SGD, {"learning_rate": 0.05}),
    "momentum": (keras.optimizers.SGD, {"learning_rate": 0.02, "momentum": 0.9}),
    "adam": (keras.optimizers.Adam, {"learning_rate": 0.1}),
}
make, settings = SETTINGS[OPTIMIZER]
keras.utils.set_random_seed(SEED)
# Instead of: model_sequential.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model_sequential.compile(optimizer=make(**settings), loss=LOSS)
# Instead of: model_functional.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse")
model_functional.compile(optimizer=make(**settings), loss=LOSS)
