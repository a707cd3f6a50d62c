"""From grades to the files that a learning management system takes back.

Each format has one module that knows its importer's rules; ``results`` reads what was graded,
``csv_patch`` changes single cells of a CSV and leaves every other byte as it was.
"""
