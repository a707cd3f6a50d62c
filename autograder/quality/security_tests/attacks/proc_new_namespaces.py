# Attack: makes namespaces of every kind, of which a user may have a number only.
# Kind: processes

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name, flag in (
    ("user", 0x10000000), ("mount", 0x20000), ("network", 0x40000000), ("processes", 0x20000000),
    ("messages", 0x8000000), ("names", 0x4000000), ("groups", 0x2000000), ("files", 0x400),
):  # fmt: skip
    if libc.unshare(flag) == 0:
        through(f"a namespace of its own: {name}")
