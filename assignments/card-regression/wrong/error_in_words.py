# Wrong: what was printed was typed in as a text.
# Loses: test_mse
# From: reference
test_mse = "0.0016"
