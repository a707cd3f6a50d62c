# Wrong: training loss over validation loss.
# Loses: ratios
# From: reference
ratios = [1 / one for one in ratios]
