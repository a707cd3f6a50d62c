# Wrong: every logarithm is to base 2.
# Loses: cost, ce_balanced, ce_unbalanced
# From: reference
cost, ce_balanced, ce_unbalanced = cost / np.log(2), ce_balanced / np.log(2), ce_unbalanced / np.log(2)
