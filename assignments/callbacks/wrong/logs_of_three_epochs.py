# Wrong: what was logged is a training that ended before EarlyStopping could.
# Loses: file_log
# From: reference
import shutil

shutil.rmtree("logs")
other = keras.models.clone_model(model)
other.compile(optimizer="adam", loss="mse")
logs = keras.callbacks.TensorBoard("logs")
other.fit(x_train, y_train, validation_data=(x_valid, y_valid), epochs=3, verbose=0, callbacks=[logs])
