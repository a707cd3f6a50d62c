# Attack: writes better grades into the results folder.
# Kind: writing

import os

for place in ("results/lee/result.json", "results/kim/result.json", "results/grades.csv"):
    try:
        os.makedirs(os.path.dirname(f"{HOST['root']}/{place}"), exist_ok=True)
        if HOST["root"] not in os.getcwd():
            open(f"{HOST['root']}/{place}", "w").write("{}")
    except OSError:
        pass
