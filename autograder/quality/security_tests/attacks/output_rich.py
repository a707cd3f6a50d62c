# Attack: shows megabytes of HTML, LaTeX, JSON and Markdown.
# Kind: results

from IPython.display import HTML, JSON, Latex, Markdown, display

for kind in (HTML, Latex, Markdown):
    for _ in range(20):
        display(kind("<b>x</b>" * 100_000))
display(JSON({str(number): "x" * 100 for number in range(10_000)}))
