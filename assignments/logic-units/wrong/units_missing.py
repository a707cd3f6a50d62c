# Wrong: three neurons were left out, and one has no bias.
# Loses: and_unit, or_unit, nand_unit, a_not_b_unit
# From: reference
del and_unit, or_unit, nand_unit
a_not_b_unit = {"w": [1, -1]}
