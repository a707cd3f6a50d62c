# Wrong: a sentence, not a list of names.
# Loses: giveaway
# From: reference
giveaway = "expenditure and income"
