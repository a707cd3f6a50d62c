# Wrong: a misspelt name ends it before the last network.
# Loses: parameters_1, layers_1, trained_1, prediction_shape_1, prediction_own_1
# From: reference
# Instead of: model_1 = train_network(1)
model_1 = train_netwrok(1)
