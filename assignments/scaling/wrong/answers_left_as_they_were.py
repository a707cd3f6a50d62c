# Wrong: only the inputs were scaled.
# Loses: scaled, trained, fitted
# From: reference
# Instead of: scaled = (data - minimum) / (maximum - minimum)
scaled = (data - minimum) / (maximum - minimum)
scaled[:, 4] = data[:, 4]
# Instead of: restored_prices = prediction * (maximum[4] - minimum[4]) + minimum[4]
restored_prices = prediction * (maximum[4] - minimum[4]) + minimum[4]
