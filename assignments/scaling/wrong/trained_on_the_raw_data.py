# Wrong: the data were scaled, but the model was trained on the raw ones.
# Loses: trained, fitted
# From: reference
# Instead of: history = model.fit(scaled[:, :4], scaled[:, 4:], epochs=1000, verbose=0)
history = model.fit(data[:, :4], data[:, 4:], epochs=20, verbose=0)
