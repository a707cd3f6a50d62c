# Attack: hides megabytes in the metadata and the names of what it shows.
# Kind: results

from IPython.display import display

for _ in range(8):
    display({"text/plain": "x"}, metadata={"note": "x" * 2**23}, raw=True)
    display({"x" * 2**23: "x", "text/plain": "x"}, raw=True)
