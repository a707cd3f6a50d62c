# Attack: types into the terminal of whoever grades, and reads from it.
# Kind: processes
# Explained: the warm process is in a session of its own, which has no terminal.

import fcntl
import os

for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/ptmx", "/proc/self/fd/0"):
    try:
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY)
    except OSError as error:
        print(error)
        continue
    if os.isatty(terminal):
        through(f"opened {path}")
    try:
        fcntl.ioctl(terminal, 0x5412, b"x")  # TIOCSTI
        through(f"typed into {path}")
    except OSError as error:
        print(error)
    os.close(terminal)
