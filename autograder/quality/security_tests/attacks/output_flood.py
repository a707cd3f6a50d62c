# Attack: prints without end.
# Kind: resources
# Explained: what is kept of the output is bounded where it is recorded.

for _ in range(200):
    print("x" * 100_000)
