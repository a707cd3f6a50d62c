# Wrong: one column is named twice.
# Loses: giveaway
# From: reference
giveaway = ["income", "income"]
