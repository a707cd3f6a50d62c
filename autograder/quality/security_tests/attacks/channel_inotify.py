# Attack: has the kernel tell when anybody opens a file that every job reads (inotify).
# Kind: channels

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(os.O_NONBLOCK)
if watch >= 0 and libc.inotify_add_watch(watch, os.__file__.encode(), 0xFFF) >= 0:
    open(os.__file__).close()
    try:
        os.read(watch, 4096)
        through("was told of an opening")
    except BlockingIOError:
        pass
