# Wrong: the weights of one node were drawn, and copied for the others.
# Loses: glorot, he
# From: reference
glorot, he = np.tile(glorot[:, :1], (1, 100)), np.tile(he[:, :1], (1, 100))
