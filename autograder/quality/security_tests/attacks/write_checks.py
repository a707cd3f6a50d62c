# Attack: makes every check pass by overwriting the checks.
# Kind: writing

import os

folder = HOST["root"] + "/course/assignments/target/checks"
for name in ("test_target.py", "conftest.py"):
    try:
        open(f"{folder}/{name}", "w").write("def test_answer(student): pass\n")
        through(f"wrote {name}")
    except OSError:
        pass
try:
    os.chmod(folder, 0o777)
except OSError:
    pass
