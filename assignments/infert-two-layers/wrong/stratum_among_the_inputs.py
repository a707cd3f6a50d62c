# Wrong: the stratum is an input, in the place of the visits.
# Loses: trained, learned, train_accuracy, prediction_own
# From: reference
# Instead of: x = np.column_stack([education, *(table[name] for name in ["age", "visits", "drug_a", "drug_b"])])
x = np.column_stack([education, *(table[name] for name in ["age", "stratum", "drug_a", "drug_b"])])
