# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)
ACTIVATION = "tanh"  # audit: "tanh" | "sigmoid" | "relu"
SETTING = "adam"  # audit: "adam" | "adam-mse" | "sgd" | "rmsprop"
WAY = "plain"  # audit: "plain" | "own callback" | "early stopping" | "row weights" | "he_normal"
SEED = 1  # audit: seed
SETTINGS = {
    "adam": (keras.optimizers.Adam(0.05), "binary_crossentropy", 800),
    "adam-mse": (keras.optimizers.Adam(0.1), "mse", 600),
    "sgd": (keras.optimizers.SGD(0.5), "binary_crossentropy", 3000),
    "rmsprop": (keras.optimizers.RMSprop(0.02), "binary_crossentropy", 1000),
}
optimizer, loss, epochs = SETTINGS[SETTING]
keras.utils.set_random_seed(SEED)
begin = "he_normal" if WAY == "he_normal" else "glorot_uniform"
# Instead of: keras.layers.Dense(2, activation="tanh"),
# Instead of: keras.layers.Dense(3, activation="tanh"),
keras.layers.Dense(2, activation=ACTIVATION, kernel_initializer=begin),
keras.layers.Dense(3, activation=ACTIVATION, kernel_initializer=begin),
# Instead of: optimizer=keras.optimizers.Adam(learning_rate=0.05),
# Instead of: loss="binary_crossentropy",
optimizer=optimizer,
loss=loss,
# Instead of: history = model.fit(x_train, y_train, epochs=800, verbose=0)
class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.seen = (epoch, logs["loss"])
stop = keras.callbacks.EarlyStopping(monitor="loss", patience=200)
callbacks = {"own callback": [Watch()], "early stopping": [stop]}.get(WAY)
rows = {"sample_weight": np.ones(4)} if WAY == "row weights" else {}
history = model.fit(x_train, y_train, epochs=epochs, verbose=0, callbacks=callbacks, **rows)
