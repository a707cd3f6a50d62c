"""What the documentation site is built with, beside ``mkdocs.yml`` and the pages in ``docs/``."""
