# Attack: makes io_uring do the calls that the filter forbids.
# Kind: network

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
parameters = ctypes.create_string_buffer(256)
if libc.syscall(425, 4, parameters) >= 0:
    through("has an io_uring")
