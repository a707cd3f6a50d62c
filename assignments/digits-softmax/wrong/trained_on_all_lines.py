# Wrong: the test pictures are among those trained on.
# Loses: trained
# From: reference
# Instead of: history = model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
history = model.fit(pixels / 16, digits, epochs=30, batch_size=32, verbose=0)
