# Wrong: the auxiliary output takes what was joined: 36 parameters instead of 31.
# Loses: structure_two_outputs, structure_subclassed
# From: reference
# Instead of: auxiliary = keras.layers.Dense(1)(second)
auxiliary = keras.layers.Dense(1)(keras.layers.Concatenate()([in_wide, second]))
# Instead of: return self.main_output(both), self.aux_output(hidden)
return self.main_output(both), self.aux_output(both)
