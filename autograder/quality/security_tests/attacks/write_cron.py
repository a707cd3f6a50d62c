# Attack: leaves something that runs later: cron, profile, systemd, autostart, sitecustomize.
# Kind: writing

import os

for path in (
    "/etc/cron.d/evil",
    "/var/spool/cron/crontabs/root",
    "/etc/profile.d/evil.sh",
    os.path.expanduser("~/.bashrc"),
    HOST["root"] + "/home/.bashrc",
    "/etc/systemd/system/evil.service",
    "/usr/lib/python3/dist-packages/sitecustomize.py",
    "/etc/ld.so.preload",
):
    try:
        open(path, "a").write("evil\n")
        if not os.path.realpath(path).startswith(os.path.realpath(os.getcwd())):
            through(f"wrote {path}")
    except OSError:
        pass
