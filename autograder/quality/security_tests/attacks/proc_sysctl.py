# Attack: changes settings of the kernel, names of the machine and attributes of shared files.
# Kind: processes
# Explained: each needs rights over the machine or the file that an ordinary user hasn't.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for name in ("kernel/hostname", "kernel/core_pattern", "vm/drop_caches", "kernel/ns_last_pid"):
    try:
        with open(f"/proc/sys/{name}", "w") as file:
            file.write("1")
        through(f"wrote {name}")
    except OSError as error:
        print(error)
if libc.sethostname(b"attack", 6) == 0:
    through("named the machine")
for path in (os.__file__, "/usr/bin/env"):
    try:
        os.setxattr(path, "user.attack", b"1")
        through(f"an attribute of {path}")
    except OSError as error:
        print(error)
