# Wrong: a model of the best settings that was never trained.
# Loses: best_model
# From: reference
best_model = build_model(best["n_hidden"], best["n_neurons"], best["learning_rate"])
