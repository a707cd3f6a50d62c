# Wrong: the model was never trained.
# Loses: trained, reads_unseen
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
# Instead of: print(history.history["accuracy"][-1])
print(model.count_params())
