# Wrong: what was logged is a training without validation data.
# Loses: file_log
# From: reference
import shutil

shutil.rmtree("logs")
other = keras.models.clone_model(model)
other.compile(optimizer="adam", loss="mse")
other.fit(x_train, y_train, epochs=12, verbose=0, callbacks=[keras.callbacks.TensorBoard("logs")])
