# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)
SEED = 1  # audit: seed
WAY = "plain"  # audit: "plain" | "again" | "numpy" | "split"
keras.utils.set_random_seed(SEED)
# Instead of: history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
if WAY == "split":
    history = model.fit(x, y, validation_split=0.2, epochs=20, verbose=0)
else:
    history = model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
# Instead of: factor = 10 ** (6 / 500)
factor = np.exp(np.log(1e6) / 500)
if WAY == "again":
    best_model = build_model(best["n_hidden"], best["n_neurons"], best["learning_rate"])
    best_model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
if WAY == "numpy":
    results = [{key: np.float32(number) for key, number in one.items()} for one in results]
