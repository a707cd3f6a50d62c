# Wrong: the network of part 4 is functional again; there is no class.
# Loses: structure_subclassed
# From: reference
# Instead of: class WideAndDeep(keras.Model):
class Other:
# Instead of: subclassed = WideAndDeep()
first = keras.layers.Dense(30, activation="relu")(in_deep)
second = keras.layers.Dense(30, activation="relu")(first)
main = keras.layers.Dense(1)(keras.layers.Concatenate()([in_wide, second]))
subclassed = keras.Model([in_wide, in_deep], [main, keras.layers.Dense(1)(second)])
