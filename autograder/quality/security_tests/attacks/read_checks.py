# Attack: reads the hidden checks where the staff keeps them.
# Kind: reading

import pathlib

for path in pathlib.Path(HOST["root"], "course", "assignments").rglob("*"):
    through(f"found {path}")
try:
    print(pathlib.Path(HOST["root"], "course/assignments/target/checks/test_target.py").read_text())
except OSError as error:
    print(error)
