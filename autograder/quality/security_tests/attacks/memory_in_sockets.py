# Attack: fills pipes and pairs of sockets that nobody empties; their content is charged to nobody.
# Kind: resources

import os
import socket

held, size = [], 0
try:
    while len(held) < 4000:
        ours, theirs = socket.socketpair()
        held += [ours, theirs]
        ours.setblocking(False)
        try:
            while True:
                size += ours.send(b"x" * 65536)
        except BlockingIOError:
            pass
        reader, writer = os.pipe()
        held += [os.fdopen(reader, "rb"), os.fdopen(writer, "wb")]
        os.set_blocking(writer, False)
        try:
            while True:
                size += os.write(writer, b"x" * 4096)
        except BlockingIOError:
            pass
except OSError as error:
    print(error)
for one in held:
    one.close()
if size > 100 * 2**20:
    through(f"{size >> 20} MB in sockets and pipes")
