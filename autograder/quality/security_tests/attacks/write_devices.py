# Attack: makes device nodes and mounts file systems.
# Kind: writing
# Explained: both need capabilities over the machine; the user namespace gives none of those.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for mode, major, minor in ((0o60600, 254, 0), (0o20600, 1, 1)):
    try:
        os.mknod("node", mode, os.makedev(major, minor))
        open("node", "rb").read(16)
        through("read a device through a node of its own")
    except OSError:
        pass
for source, kind, flags in ((b"none", b"tmpfs", 0), (b"proc", b"proc", 0), (b"/", None, 4096)):
    if libc.mount(source, os.getcwd().encode(), kind, flags, None) == 0:
        through(f"mounted {kind}")
if libc.mount(None, b"/", None, 32 | 4096, None) == 0:
    through("made the tree writable again")
if libc.umount2(b"/proc", 2) == 0:
    through("unmounted /proc")
