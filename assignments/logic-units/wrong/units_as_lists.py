# Wrong: the numbers of each neuron in a list.
# Loses: and_unit, or_unit, nand_unit, a_not_b_unit
# From: reference
and_unit, or_unit = [1, 1, -1.5], [1, 1, -0.5]
nand_unit, a_not_b_unit = [-1, -1, 1.5], [1, -1, -0.5]
