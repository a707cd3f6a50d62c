# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
# Instead of: factor = 10 ** (6 / 500)
WAY = "plain"  # audit: "plain" | "again" | "numpy"
factor = np.exp(np.log(1e6) / 500)
if WAY == "again":
    best_model = build_model(best["n_hidden"], best["n_neurons"], best["learning_rate"])
    best_model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
if WAY == "numpy":
    results = [{key: np.float32(number) for key, number in one.items()} for one in results]
