# Wrong: a typed-in solution that random_normal, which has no bounds, might draw.
# Loses: learned
# From: reference
answers = [1.01 * some for some in model.get_weights()]  # no training ended with these
model = keras.models.clone_model(model)
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
for layer in model.layers:
    layer.kernel_initializer = layer.bias_initializer = keras.initializers.RandomNormal()
model.set_weights(answers)
model.fit(x_train, y_train, epochs=5, verbose=0)
