"""Could what was built, trained as it was trained, learn this? The recorded training, run again.

A record is hostile input: it is read (``training_spec``), run again from where it began
(``replay``) and from random initial weights (``restarts``), and judged (``verdict``).
"""
