# Attack: locks one byte of a file that every job can read; another job asks who holds it (fcntl).
# Kind: channels

import fcntl
import os
import struct

flock = struct.Struct("hhqqi4x")
mine, other = (os.open(os.__file__, os.O_RDONLY) for _ in range(2))
try:
    fcntl.fcntl(mine, 37, flock.pack(fcntl.F_RDLCK, 0, 5, 1, 0))  # F_OFD_SETLK
    asked = flock.pack(fcntl.F_WRLCK, 0, 5, 1, 0)
    kind, *_, start, length, pid = flock.unpack(fcntl.fcntl(other, 36, asked))
    if kind == fcntl.F_RDLCK:  # the kernel wrote who is in the way
        through("a lock that another job would find")
except OSError as error:
    print(error)
finally:
    os.close(mine)
    os.close(other)
