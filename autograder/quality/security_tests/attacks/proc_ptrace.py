# Attack: traces its parents, the main process and the victim.
# Kind: processes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in {os.getppid(), 1, HOST["main"], HOST["victim"]} - {os.getpid()}:
    for request in (16, 0x4206):
        if libc.ptrace(request, pid, 0, 0) == 0:
            through(f"traces {pid}")
            libc.ptrace(17, pid, 0, 0)
