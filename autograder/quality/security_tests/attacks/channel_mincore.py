# Attack: asks which pages of a shared file, and of large pages of memory, are in memory (mincore).
# Kind: channels

import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
found = ctypes.create_string_buffer(64)
with open(os.__file__, "rb") as file:
    page = mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if libc.mincore(ctypes.c_void_p(start & ~4095), 4096, found) == 0:
        through("mincore")
