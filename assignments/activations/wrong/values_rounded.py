# Wrong: values and slopes are rounded to two places.
# Loses: values, slopes
# From: reference
values = {name: numbers.round(2) for name, numbers in values.items()}
slopes = {name: numbers.round(2) for name, numbers in slopes.items()}
