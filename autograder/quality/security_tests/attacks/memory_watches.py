# Attack: takes all watches of files that a user may have (inotify, fanotify, epoll).
# Kind: resources

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
if watch >= 0:
    taken = sum(
        libc.inotify_add_watch(watch, f"/usr/lib/{name}".encode(), 2) >= 0
        for name in os.listdir("/usr/lib")
    )
    if taken:
        through(f"took {taken} watches of the user's")
if libc.fanotify_init(0, 0) >= 0:
    through("fanotify")
