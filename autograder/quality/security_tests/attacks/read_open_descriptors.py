# Attack: reads whatever is open beyond its four descriptors.
# Kind: reading
# Explained: a job's process closes all but its own four before it begins.

import os

for fd in range(4, 1024):
    try:
        name = os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        continue
    if not name.startswith(("/dev/", "/usr", "/proc/self", "anon_inode", "/etc/localtime")):
        try:
            os.lseek(fd, 0, 0)
            print(name, os.read(fd, 1000))
        except OSError as error:
            print(name, error)
