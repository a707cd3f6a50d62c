# Wrong: a third column is named.
# Loses: giveaway
# From: reference
giveaway = ["expenditure", "income", "age"]
