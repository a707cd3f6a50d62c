# Attack: opens files by handle, past every folder on the way (open_by_handle_at).
# Kind: reading
# Explained: the call needs a capability that an ordinary user never has.

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(
    b"\x08\0\0\0\x01\0\0\0" + (2).to_bytes(4, "little") + bytes(4), 136
)
root = os.open("/", os.O_RDONLY)
fd = libc.open_by_handle_at(root, handle, os.O_RDONLY)
os.close(root)
if fd >= 0:
    through(f"opened by handle: {os.listdir(fd)}")
