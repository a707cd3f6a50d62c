# Attack: hands in a class whose name and text are markup and escape sequences.
# Kind: results
# When: after

Evil = type(
    "<script>attack(1)</script>\x1b[2J",
    (),
    {"__repr__": lambda self: "<script>attack(2)</script>\x1b]0;x\x07"},
)
answer = Evil()
