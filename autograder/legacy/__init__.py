"""Calls of old Keras, TensorFlow and NumPy: what each is called today.

``calls.toml`` is all that is known; ``table`` reads it, ``rewrite`` puts a student's line right,
``advise`` tells which error comes from which old call. Nothing here imports Keras: the layer
that makes old calls work is ``autograder.student.legacy``, inside the sandbox.
"""
