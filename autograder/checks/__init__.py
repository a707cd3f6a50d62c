"""Standard checks: an assignment names them in ``assignment.toml`` and gives them arguments.

``library.LIBRARY`` holds them all. Each is one function, with what it says beside what it does, in
``networks``, ``training``, ``predictions`` or ``answers``.
"""
