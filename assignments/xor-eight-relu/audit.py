# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
KIND = "array"  # audit: "array" | "list"
if KIND == "list":
    accuracies = accuracies.tolist()
# Instead of: keras.utils.set_random_seed(6)  # 다른 수도 넣어 보십시오 · try other numbers, too
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
EPOCHS = 1000  # audit: 1000 | 700 | 1500
# Instead of: model_longer.fit(x_train, y_train, epochs=1000, verbose=0)
model_longer.fit(x_train, y_train, epochs=EPOCHS, verbose=0)
