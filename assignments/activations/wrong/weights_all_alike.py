# Wrong: all weights begin at one number, so that the draws of a layer are all alike.
# Loses: glorot, he
# From: reference
glorot = np.full((300, 100), np.sqrt(6 / 400))
he = np.full((300, 100), np.sqrt(2 / 300))
