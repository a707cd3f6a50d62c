# Attack: learns from its share of a page (Pss, pagemap) how many others have it mapped.
# Kind: channels

import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]


def page():
    with open(os.__file__, "rb") as file:
        address = libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
    ctypes.string_at(address, 1)
    return address


own = page()
for name in ("smaps", "smaps_rollup", "numa_maps", "pagemap", f"task/{os.getpid()}/smaps"):
    if os.getcwd() != "/content":  # without a file tree of its own: the docs say so of that rung
        break
    try:
        with open(f"/proc/self/{name}", "rb") as file:
            if file.read(100):
                through(f"read {name}")
    except OSError as error:
        print(error)
