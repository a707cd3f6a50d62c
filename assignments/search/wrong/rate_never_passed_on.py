# Wrong: all models were trained with one learning rate.
# Loses: recorded, best_model
# From: reference
# Instead of: model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
model.compile(optimizer="adam", loss="mse")
