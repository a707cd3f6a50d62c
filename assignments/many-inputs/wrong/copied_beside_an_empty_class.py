# Wrong: a class is written and never used; the model of part 4 is a copy of the functional one.
# Loses: structure_subclassed
# From: reference
# Instead of: subclassed = WideAndDeep()
subclassed = keras.models.clone_model(two_outputs)
