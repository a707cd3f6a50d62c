# Wrong: the five rows stand in a list, without the names of the functions.
# Loses: values_keys, values
# From: reference
values = list(values.values())
