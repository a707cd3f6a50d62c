# Wrong: the opened model was trained by mistake.
# Loses: restored
# From: reference
restored.fit(x_train, y_train, epochs=20, verbose=0)
prediction = restored.predict(x_train, verbose=0)
