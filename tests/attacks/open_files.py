# Attack: opens files without end.
# Kind: resources

hoard = []
try:
    for _ in range(20000):
        hoard.append(open("/dev/null"))
    through("holds 20,000 open files")
except OSError:
    pass
hoard = []
