# Attack: counts the threads and the free memory of the machine (sysinfo).
# Kind: channels

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
found = ctypes.create_string_buffer(112)
if libc.sysinfo(found) == 0 and any(found.raw):
    through(f"{int.from_bytes(found.raw[80:82], 'little')} threads on this machine")
