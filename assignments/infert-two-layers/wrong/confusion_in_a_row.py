# Wrong: the four numbers are in a row.
# Loses: confusion
# From: reference
confusion = confusion.ravel()
