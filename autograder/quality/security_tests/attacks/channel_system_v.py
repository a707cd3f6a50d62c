# Attack: leaves a word for another job in System V shared memory, a semaphore or a queue.
# Kind: channels

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for kind, arguments in (
    ("shmget", (0x41414141, 4096, 0o1666)),
    ("semget", (0x41414141, 1, 0o1666)),
    ("msgget", (0x41414141, 0o1666)),
):
    found = getattr(libc, kind)(*arguments)
    if found >= 0:
        through(f"{kind} by a number that another job knows")
        getattr(libc, kind.replace("get", "ctl"))(found, 0, 0 if kind == "semget" else None, None)
