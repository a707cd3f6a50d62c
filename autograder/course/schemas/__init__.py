"""JSON schemas of ``assignment.toml`` and ``course.toml``, for editors: made of the code.

An editor that knows TOML (VS Code with Even Better TOML, for one) completes and checks a file whose
first line is ``#:schema`` and the path of one. The loader alone decides what is right: a schema
never complains of a file that is, and sees most of what is wrong.
"""
