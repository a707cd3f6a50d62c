# Attack: throws pages of a shared file out of memory, and asks whether they are in (fadvise, RWF_NOWAIT).
# Kind: channels

import os

path = os.path.join(os.path.dirname(os.__file__), "pydoc_data", "topics.py")
file = os.open(path, os.O_RDONLY)


def cached(page):
    try:
        return os.preadv(file, [bytearray(64)], page * 4096, os.RWF_NOWAIT) > 0
    except BlockingIOError:
        return False


try:
    os.pread(file, 2**20, 0)
    before = cached(20)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    if before and not cached(20):
        through("one bit through the memory of files")
    os.pread(file, 2**20, 0)
except OSError as error:
    print(error)
