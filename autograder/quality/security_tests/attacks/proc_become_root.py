# Attack: becomes root: set-uid, capabilities, namespaces of its own.
# Kind: processes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
try:
    os.setuid(0)
    through("became root")
except OSError:
    pass
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x10020000):
    if libc.unshare(flag) == 0:
        through(f"has namespaces of its own ({flag:#x})")
for path in ("/proc/self/uid_map", "/proc/self/setgroups"):
    try:
        open(path, "w").write("0 0 1")
        through(f"wrote {path}")
    except OSError:
        pass
if libc.chroot(b".") == 0:
    through("changed its root")
