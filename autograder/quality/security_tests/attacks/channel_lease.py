# Attack: takes a lease of a file, which tells when another process opens it.
# Kind: channels

import fcntl
import os

for path in (os.__file__, "own"):
    try:
        file = os.open(path, os.O_RDONLY | (os.O_CREAT if path == "own" else 0))
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        through(f"a lease of {path}")
    except OSError as error:
        print(error)
