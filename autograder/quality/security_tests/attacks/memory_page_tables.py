# Attack: touches one page in every two megabytes: the page tables, not the pages, take the memory.
# Kind: resources
# When: each
# Costs: own
# Explained: the address space is bounded, and with it the page tables (64 MB).

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
touched = 0
for _ in range(200):
    start = libc.mmap(None, 2**30, 1, 0x4022, -1, 0)
    if start in (None, ctypes.c_void_p(-1).value):
        break
    for place in range(0, 2**30, 2**21):
        ctypes.string_at(start + place, 1)
    touched += 1
if touched > 64:
    through(f"mapped {touched} GB")
