# Wrong: typed-in weights that a very wide distribution might have drawn; nothing is trained.
# Loses: learned
# From: reference
answers = [1.01 * some for some in model.get_weights()]  # no training ended with these
model = keras.models.clone_model(model)
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
for layer in model.layers:
    layer.kernel_initializer = keras.initializers.RandomNormal(stddev=20.0, seed=1)
model.set_weights(answers)
model.fit(x_train, y_train, epochs=5, verbose=0)
