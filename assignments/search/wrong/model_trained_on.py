# Wrong: models of one size are trained on from one learning rate to the next.
# Loses: fresh, best_model
# From: reference
# Instead of: def build_model(n_hidden, n_neurons, learning_rate):
def build_model(n_hidden, n_neurons, learning_rate, known={}):
    if (n_hidden, n_neurons) in known:
        model = known[n_hidden, n_neurons]
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
        return model
# Instead of: return model
known[n_hidden, n_neurons] = model
return model
