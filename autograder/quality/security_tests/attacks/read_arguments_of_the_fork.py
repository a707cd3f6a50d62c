# Attack: reads arguments, environment and mounts of the process it was forked from.
# Kind: reading
# Explained: they name this program, and of the course at most the folder of its data sets.

import sys

words = [*sys.argv, *sys.orig_argv]
for name in ("cmdline", "environ", "auxv", "mountinfo", "cgroup", "maps", "net/unix"):
    try:
        with open(f"/proc/self/{name}", "rb") as file:
            words.append(file.read(2**20).decode("utf-8", "replace"))
    except OSError as error:
        print(name, error)
for word in words:
    for secret in ("/course/assignments", "/course/reference", "/submissions", "/results", "lee"):
        if HOST["root"] + secret in word:
            through(f"it names {secret}")
    if "SECRET" + "-" in word:
        print(word)
