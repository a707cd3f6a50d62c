# Attack: reads the kernel's log and the machine's memory.
# Kind: reading
# Explained: an ordinary user may not, with or without a sandbox; seccomp and the tree say so again.

import ctypes

libc = ctypes.CDLL(None)
buffer = ctypes.create_string_buffer(4096)
if libc.klogctl(3, buffer, 4096) > 0:
    through("read the kernel's log")
for path in ("/dev/mem", "/dev/kmsg", "/proc/kcore", "/proc/kallsyms", "/dev/sda", "/dev/vda"):
    try:
        data = open(path, "rb").read(64)
        hidden = not data or (path == "/proc/kallsyms" and data.startswith(b"0000000000000000"))
        if not hidden:
            through(f"read {path}")
    except OSError as error:
        print(error)
