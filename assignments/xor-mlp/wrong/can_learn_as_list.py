# Wrong: a list, which does not say which entry is whose.
# Loses: can_learn_xor
# From: reference
can_learn_xor = [True, True, False]
