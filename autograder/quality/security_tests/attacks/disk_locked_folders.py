# Attack: leaves folders that nobody may enter, so that they can't be removed.
# Kind: resources
# Explained: whoever cleans up opens each folder to itself first; they are of the same user.

import os

os.makedirs("locked/inner", exist_ok=True)
open("locked/inner/file", "w").close()
os.chmod("locked/inner", 0)
os.chmod("locked", 0)
