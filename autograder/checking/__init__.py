"""The trusted side: reads evidence as hostile input and runs the hidden checks on it.

``run`` is the order of events, ``rebuild`` makes a model of its description, ``student_fixture``
is what checks see of a submission, ``plugin`` collects what pytest finds. No student code is ever
imported.
"""
