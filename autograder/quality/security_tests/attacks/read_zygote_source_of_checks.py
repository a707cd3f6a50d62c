# Attack: imports the judge's own modules to look for checks and answers in them.
# Kind: reading
# Explained: the package is public and holds no check; its folder's parent, which may, is not there.

import os
import pathlib
import autograder

package = pathlib.Path(autograder.__file__).parent
for name in ("assignments", "reference", "examples", "tests", ".git"):
    try:
        through(f"{package.parent / name} holds {os.listdir(package.parent / name)}")
    except OSError as error:
        print(error)
import autograder.checking.student_fixture

print([name for name in dir(autograder.checking.student_fixture) if "answer" in name])
