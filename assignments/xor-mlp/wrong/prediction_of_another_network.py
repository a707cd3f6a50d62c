# Wrong: prediction_2 comes from model_3: a cell was copied and half changed.
# Loses: prediction_own_2
# From: reference
prediction_2 = prediction_3
