# Wrong: the last model was trained for 100 epochs, too.
# Loses: learned_longer
# From: reference
# Instead of: model_longer.fit(x_train, y_train, epochs=1000, verbose=0)
model_longer.fit(x_train, y_train, epochs=100, verbose=0)
