# Attack: enters the namespaces of other processes.
# Kind: processes
# Explained: that needs powers over them, which a job has in no namespace.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (1, os.getppid(), HOST["main"]):
    for kind in ("user", "mnt", "net", "pid"):
        try:
            fd = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
        except OSError:
            continue
        if libc.setns(fd, 0) == 0:
            through(f"entered the {kind} namespace of {pid}")
        os.close(fd)
