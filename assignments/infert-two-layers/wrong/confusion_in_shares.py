# Wrong: shares of each row, not counts.
# Loses: confusion
# From: reference
confusion = confusion / confusion.sum(axis=1, keepdims=True)
