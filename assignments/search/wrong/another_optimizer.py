# Wrong: RMSprop in place of Adam.
# Loses: recorded
# From: reference
# Instead of: model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="mse")
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=learning_rate), loss="mse")
