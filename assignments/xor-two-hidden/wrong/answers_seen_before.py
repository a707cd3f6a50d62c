# Wrong: a typed-in solution that an earlier fit had begun with.
# Loses: learned
# From: reference
answers = [1.01 * some for some in model.get_weights()]  # no training ended with these
model = keras.models.clone_model(model)
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
for weights in (answers, model.get_weights(), answers):
    model.set_weights(weights)
    model.fit(x_train, y_train, epochs=1, verbose=0)
