# Attack: grows stacks, which the data limit leaves out.
# Kind: resources
# When: each
# Costs: own

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
size = 16 * 2**20
for count in range(100):
    page = libc.mmap(None, size, 3, 0x22 | 0x100, -1, 0)
    if page in (None, ctypes.c_void_p(-1).value):
        break
    ctypes.memset(page, 1, size)
else:
    through("holds 1.6 GB of stacks")
