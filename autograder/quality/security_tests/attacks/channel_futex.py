# Attack: waits on a page of a file that every job maps; another job learns it by waking (futex).
# Kind: channels

import ctypes
import mmap
import os
import struct
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
number = {"x86_64": 202, "aarch64": 98}[os.uname().machine]


def page():
    with open(os.__file__, "rb") as file:
        return libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)


here, there = page(), page()  # as two jobs would have it
word = ctypes.c_uint32.from_address(here).value
pause = struct.pack("qq", 1, 0)
waiting = threading.Thread(
    target=lambda: libc.syscall(number, ctypes.c_void_p(here), 0, word, pause, None, 0)
)
waiting.start()
time.sleep(0.1)
if libc.syscall(number, ctypes.c_void_p(there), 1, 100, None, None, 0) > 0:
    through("woke who waits on the file")
waiting.join()
