# Wrong: the functional model of part 3 is handed in once more as the one of a class.
# Loses: structure_subclassed
# From: reference
subclassed = two_outputs
