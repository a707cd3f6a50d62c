# Wrong: Glorot's normal and He's uniform distribution, of the right widths.
# Loses: glorot, he
# From: reference
glorot = np.random.normal(0, np.sqrt(2 / 400), size=(300, 100))
he = np.random.uniform(-np.sqrt(6 / 300), np.sqrt(6 / 300), size=(300, 100))
