# Wrong: the names of the first and the last network were mixed up, and so were their predictions.
# Loses: parameters_3, learned_3, parameters_1
# From: reference
model_3, model_1 = model_1, model_3
prediction_3, prediction_1 = prediction_1, prediction_3
