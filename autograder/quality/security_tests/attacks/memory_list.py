# Attack: fills the memory with ordinary objects.
# Kind: resources

hoard = []
try:
    while True:
        hoard.append(bytearray(16 * 2**20))
        if len(hoard) > 100:
            through("holds 1.6 GB")
            break
except MemoryError:
    pass
del hoard
