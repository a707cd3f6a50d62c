# Attack: takes every inode with empty files and nested folders.
# Kind: resources
# Costs: own

import os

made = 0
os.makedirs("many", exist_ok=True)
try:
    for number in range(30_000):
        open(f"many/{number}", "w").close()
        made += 1
except OSError:
    pass
if made > 20_000:
    through(f"made {made} files")
import shutil

shutil.rmtree("many")
