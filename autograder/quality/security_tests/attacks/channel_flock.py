# Attack: locks a file that every job can read, for another job to find locked (flock).
# Kind: channels

import fcntl
import os

mine, other = (os.open(os.__file__, os.O_RDONLY) for _ in range(2))
try:
    fcntl.flock(mine, fcntl.LOCK_EX)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    through("a lock that another job would find")
except OSError as error:
    print(error)
finally:
    os.close(mine)
    os.close(other)
