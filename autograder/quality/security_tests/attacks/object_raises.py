# Attack: hands in objects that raise, exit or kill when they are looked at.
# Kind: results
# When: after


class Bomb:
    def __getattribute__(self, name):
        raise SystemExit(0)

    def __repr__(self):
        raise KeyboardInterrupt

    def __reduce__(self):
        import os

        os._exit(0)


answer = Bomb()
