# Attack: hands in an object that never ends when it is looked at.
# Kind: results
# When: after


class Endless(list):
    def __iter__(self):
        while True:
            yield 1

    def __len__(self):
        return 10**9

    def __repr__(self):
        return "x" * 10**7


answer = Endless([41])
