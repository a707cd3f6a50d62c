# Wrong: trained without callbacks.
# Loses: stopping, checkpoint, stopped_epoch, best, ratios, best_file
# From: reference
model = keras.models.clone_model(model)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.05), loss="mse")
ratios = []
stopping = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
checkpoint = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
history = model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), epochs=30, verbose=0, callbacks=[]
)
train_loss = history.history["loss"]
valid_loss = history.history.get("val_loss", train_loss)
stopped_epoch, best_epoch = stopping.stopped_epoch, int(np.argmin(valid_loss))
best = keras.models.clone_model(model)
