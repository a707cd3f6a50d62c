# Attack: walks the whole file tree for the target's folder and for files of people.
# Kind: reading

import os

for top in ("/", "/home", "/root", "/var", "/tmp", "/mnt", "/srv", "/opt"):
    for folder, folders, files in os.walk(top):
        folders[:] = [
            f for f in folders if folder.count("/") < 4 and f not in ("proc", "sys", "usr")
        ]
        if "test_target.py" in files or "id_ed25519" in files:
            through(f"found {folder}")
