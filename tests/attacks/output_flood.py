# Attack: prints without end.
# Kind: resources

for _ in range(200):
    print("x" * 100_000)
