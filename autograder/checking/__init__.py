"""The trusted side: reads evidence as hostile input and runs the hidden checks on it.

``run`` is the order of events, ``rebuild`` makes a model of its description, ``work`` is the
``student`` fixture, ``plugin`` collects what pytest finds. No student code is ever imported.
"""
