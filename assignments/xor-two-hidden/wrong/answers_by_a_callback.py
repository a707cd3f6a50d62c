# Wrong: a callback puts the solution in when the training ends.
# Loses: learned
# From: reference
answers, model = model.get_weights(), keras.models.clone_model(model)
model.compile(keras.optimizers.SGD(1e-12), "binary_crossentropy")
puts_in = keras.callbacks.LambdaCallback(on_train_end=lambda logs: model.set_weights(answers))
model.fit(x_train, y_train, epochs=5, verbose=0, callbacks=[puts_in])
