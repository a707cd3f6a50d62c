# Wrong: the best size, trained with the default learning rate.
# Loses: best_model
# From: reference
best_model = build_model(best["n_hidden"], best["n_neurons"], 0.001)
best_model.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=20, verbose=0)
