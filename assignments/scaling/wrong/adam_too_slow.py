# Wrong: Adam as it comes, at 0.001, for 20 epochs.
# Loses: fitted
# From: reference
# Instead of: model = built()
model = built()
model.compile(optimizer="adam", loss="mse")
# Instead of: history = model.fit(scaled[:, :4], scaled[:, 4:], epochs=1000, verbose=0)
history = model.fit(scaled[:, :4], scaled[:, 4:], epochs=20, verbose=0)
