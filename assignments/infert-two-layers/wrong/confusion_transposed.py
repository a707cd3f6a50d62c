# Wrong: rows and columns are swapped.
# Loses: confusion
# From: reference
confusion = confusion.T
