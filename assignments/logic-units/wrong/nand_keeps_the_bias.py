# Wrong: the weights of AND were negated, its bias was not.
# Loses: nand_unit
# From: reference
nand_unit = {"w": [-1, -1], "b": -1.5}
