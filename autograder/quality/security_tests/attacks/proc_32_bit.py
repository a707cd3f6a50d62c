# Attack: makes system calls as a 32-bit program, whose numbers mean something else.
# Kind: processes
# When: each
# Costs: own

import ctypes
import mmap
import platform

if platform.machine() == "x86_64":
    # push rbx; mov eax, 20 (getpid of i386); int 0x80; pop rbx; ret
    code = bytes.fromhex("53b814000000cd805bc3")
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    page.write(code)
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    through(f"32-bit getpid says {call()}")
