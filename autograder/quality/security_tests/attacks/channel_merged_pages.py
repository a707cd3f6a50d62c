# Attack: has its pages merged with equal ones of other processes, which a slow write betrays (KSM).
# Kind: channels

import ctypes
import mmap

libc = ctypes.CDLL(None, use_errno=True)
pages = mmap.mmap(-1, 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
if libc.madvise(ctypes.c_void_p(start), 2**20, 12) == 0:
    through("its pages may be merged with others'")
if libc.prctl(67, 1, 0, 0, 0) == 0:
    through("all its pages may be merged with others'")
