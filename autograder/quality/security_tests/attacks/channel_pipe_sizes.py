# Attack: learns how much of the user's pipes is in use, and takes more (F_GETPIPE_SZ, F_SETPIPE_SZ).
# Kind: channels

import fcntl
import os

ours, theirs = os.pipe()
for name, arguments in (("F_GETPIPE_SZ", ()), ("F_SETPIPE_SZ", (2**20,))):
    try:
        through(f"{name}: {fcntl.fcntl(ours, getattr(fcntl, name), *arguments)}")
    except OSError as error:
        print(error)
os.close(ours)
os.close(theirs)
