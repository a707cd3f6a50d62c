# Attack: spoils another student's submission by every call that changes a file.
# Kind: writing

import os

path = HOST["root"] + "/submissions/lee.py"
for action in (
    lambda: open(path, "w").write("import os; os._exit(0)"),
    lambda: os.truncate(path, 0),
    lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
    lambda: os.unlink(path),
    lambda: os.rename(path, path + ".bak"),
    lambda: os.chmod(path, 0),
    lambda: os.utime(path, (1, 1)),
    lambda: os.setxattr(path, "user.evil", b"1"),
    lambda: os.link(path, "linked"),
    lambda: os.symlink(path, "link") or open("link", "w").write("x"),
):
    try:
        action()
    except OSError:
        pass
