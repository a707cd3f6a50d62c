# Wrong: strings instead of truth values.
# Loses: can_learn_xor
# From: reference
can_learn_xor = {3: "True", 2: "True", 1: "False"}
