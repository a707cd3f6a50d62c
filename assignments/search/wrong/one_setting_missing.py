# Wrong: one setting was left out.
# Loses: results
# From: reference
results = [one for one in results if one is best or one is not results[-1]]
