# Wrong: neither network was trained.
# Loses: trained, sorts_unseen, history, trained_small
# From: reference
# Instead of: history = model.fit(x_train, kinds, batch_size=50, epochs=5, verbose=0).history
history = {"loss": [0.4], "accuracy": [0.86]}
# Instead of: model_small.fit(x_train, kinds, batch_size=50, epochs=2, verbose=0)
