# Wrong: turned back with the numbers of the first column.
# Loses: restored_prices
# From: reference
restored_prices = prediction * (maximum[0] - minimum[0]) + minimum[0]
