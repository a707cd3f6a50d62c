# Wrong: the smallest price was not added again.
# Loses: restored_prices
# From: reference
restored_prices = prediction * (maximum[4] - minimum[4])
