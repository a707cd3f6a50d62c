# Attack: raises errors of a hundred megabytes, in chains and in groups a thousand deep.
# Kind: results


def chain(depth):
    error = None
    for number in range(depth):
        try:
            raise ValueError("x" * 1000) from error
        except ValueError as found:
            error = found
    return error


group = ValueError("x" * 1000)
for _ in range(200):
    group = ExceptionGroup("y" * 1000, [group])
try:
    raise group
except* ValueError as found:
    print(repr(found)[:100])
Long = type("L" * 10_000_000, (Exception,), {})
error = Long("x" * 100_000_000)
error.__cause__ = chain(500)
error.add_note("z" * 50_000_000)
raise error
