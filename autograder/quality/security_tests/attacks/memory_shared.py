# Attack: takes shared memory, which is charged to nobody: mmap, memfd, System V, /dev/shm.
# Kind: resources

import ctypes
import mmap
import os

hoard = []
try:
    for _ in range(64):
        page = mmap.mmap(-1, 16 * 2**20)
        page.write(b"x" * (16 * 2**20))
        hoard.append(page)
    through("holds 1 GB of shared memory")
except OSError:
    pass
try:
    memory = os.memfd_create("hoard")
    for _ in range(64):
        os.write(memory, b"x" * (16 * 2**20))
    through("holds 1 GB in a memfd")
except OSError:
    pass
libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0, 2**28, 0o1600) >= 0:
    through("has System V shared memory")
hoard = []
