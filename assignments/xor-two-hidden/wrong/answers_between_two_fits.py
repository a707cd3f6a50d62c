# Wrong: the solution is put in between a fit that learns nothing and another.
# Loses: learned
# From: reference
answers, model = model.get_weights(), keras.models.clone_model(model)
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
model.fit(x_train, y_train, epochs=5, verbose=0)
model.set_weights(answers)
model.fit(x_train, y_train, epochs=5, batch_size=1, verbose=0)
