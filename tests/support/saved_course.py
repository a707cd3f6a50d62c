"""A course whose only assignment asks for a network, the file that it was saved in and its logs."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import write_course

ASSIGNMENT = """\
id = "tiny"
version = 1
title.ko = "저장"
title.en = "Saving"
[parts.all]
title.ko = "전부"
title.en = "All"
checks = [
  { use = "file_saved", file = "net.keras", points = 1 },
  { use = "file_weights", file = "net.keras", model = "model", points = 2 },
  { use = "file_parameters", file = "net.weights.h5", parameters = 13, points = 4 },
  { use = "file_log", file = "logs/", tag = "epoch_loss", steps = 2, points = 8 },
]
"""
NETWORK = """\
import os, shutil
from pathlib import Path
import numpy as np
import keras
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1)])
model.compile("adam", "mse")
x, y = np.zeros((4, 2)), np.ones((4, 1))


def train(model=model, folder="logs"):
    logs = keras.callbacks.TensorBoard(folder)
    model.fit(x, y, epochs=2, verbose=0, callbacks=[logs])


"""
SAVED = 'train()\nmodel.save("net.keras")\nmodel.save_weights("net.weights.h5")\n'


def write_saved_course(root: Path) -> Path:
    """The course in ``root``; all of its points are 15."""
    write_course(root)
    tiny = root / "assignments" / "tiny"
    (tiny / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (tiny / "checks" / "test_tiny.py").unlink()
    return root
