# Wrong: the weights are changed after the training.
# Loses: trained_wide_deep, trained_two_inputs, trained_two_outputs, trained_subclassed
# From: reference
for model in (wide_deep, two_inputs, two_outputs, subclassed):
    model.set_weights([weight * 1.0001 for weight in model.get_weights()])
