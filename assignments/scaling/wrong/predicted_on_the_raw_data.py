# Wrong: the model, trained on scaled data, was asked about the raw ones.
# Loses: restored_prices
# From: reference
# Instead of: prediction = model.predict(scaled[:, :4], verbose=0)
prediction = model.predict(data[:, :4], verbose=0)
