"""Renderings of a grade: JSON, CSV, HTML and a table for the terminal.

Every function here is pure: records in, text or bytes out. The caller writes the files.
"""
