# A correct solution with settings to vary: `autograder audit` fills in the marked lines.
# From: reference
# Instead of: keras.utils.set_random_seed(3)
SEED = 1  # audit: seed
keras.utils.set_random_seed(SEED)
# Instead of: model.save("xor.keras")
# Instead of: restored = keras.models.load_model("xor.keras")
# Instead of: continued = keras.models.load_model("xor.keras")
FILE = "xor.keras"  # audit: "xor.keras" | "/content/xor.keras" | "folder/xor.keras"
from pathlib import Path

Path("folder").mkdir(exist_ok=True)
model.save(FILE)
restored = keras.models.load_model(FILE)
continued = keras.models.load_model(FILE)
