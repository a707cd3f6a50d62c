# Attack: has the kernel wake another job when a thread ends, at an address in a shared file.
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
futex, set_address = {"x86_64": (202, 218), "aarch64": (98, 96)}[os.uname().machine]
with open(os.__file__, "rb") as file:
    page = libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file.fileno(), 0)
word = ctypes.c_uint32.from_address(page).value
pause = struct.pack("qq", 1, 0)
slept = []


def wait():
    begun = time.monotonic()
    found = libc.syscall(futex, ctypes.c_void_p(page), 0, word, pause, None, 0)
    slept.append((found, time.monotonic() - begun))


waiting = threading.Thread(target=wait)
waiting.start()
time.sleep(0.1)
ending = threading.Thread(target=lambda: libc.syscall(set_address, ctypes.c_void_p(page)))
ending.start()
waiting.join()
if slept[0][0] == 0 and slept[0][1] > 0.05:  # it did sleep, and was woken before its time
    through("the end of a thread woke who waits on the file")
