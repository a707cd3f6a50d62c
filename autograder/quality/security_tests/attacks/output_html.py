# Attack: writes markup and scripts into the feedback.
# Kind: results

from IPython.display import HTML, Javascript, Markdown, SVG, display

evil = "<script>attack(5)</script><img src=x onerror=attack(6)><iframe srcdoc='<script>attack(7)</script>'>"
print(evil)
display(HTML(evil), Markdown(evil + "\n\n[x](javascript:attack(8))"), Javascript("attack(9)"))
display(
    SVG(
        "<svg xmlns='http://www.w3.org/2000/svg' onload='attack(10)'><script>attack(11)</script></svg>"
    )
)
raise ValueError(evil)
