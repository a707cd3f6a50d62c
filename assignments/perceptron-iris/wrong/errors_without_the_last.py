# Wrong: the epoch without an update is left out of the list.
# Loses: errors
# From: reference
errors = errors[:-1]
