# Attack: has the kernel send signals on its behalf to others (F_SETOWN, timers, pidfd).
# Kind: processes

import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in {os.getppid(), HOST["victim"], HOST["main"]} - {os.getpid()}:
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(reader, fcntl.F_SETOWN, pid)
        through(f"signals to {pid} by the kernel's hand")
    except OSError:
        pass
    os.close(reader)
    os.close(writer)
    try:
        os.close(os.pidfd_open(pid))
        through(f"has a handle of {pid}")
    except OSError:
        pass
