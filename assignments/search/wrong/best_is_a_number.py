# Wrong: the lowest validation loss itself, and a model of another size with the best rate.
# Loses: best, best_model
# From: reference
sizes = (best["n_hidden"], best["n_neurons"] + 1)
best_model = build_model(*sizes, best["learning_rate"])
best_model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
best = best["val_loss"]
