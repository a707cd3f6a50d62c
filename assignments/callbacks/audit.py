# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
# Instead of: train_loss = history.history["loss"]
KIND = "list"  # audit: "list" | "array"
train_loss = history.history["loss"]
if KIND == "array":
    ratios, train_loss = np.array(ratios), np.array(train_loss, "float32")
# Instead of: tensorboard = keras.callbacks.TensorBoard("logs")
LOGS = "logs"  # audit: "logs" | "/content/logs" | "logs/run_2026_11_28-09_00_00"
tensorboard = keras.callbacks.TensorBoard(LOGS)
