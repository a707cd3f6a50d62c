# Attack: shows many large pictures.
# Kind: resources
# Explained: what is kept of the output is bounded where it is recorded, pictures as well.

from IPython.display import Image, display

for _ in range(60):
    display(Image(data=b"\x89PNG\r\n\x1a\n" + bytes(200_000), format="png"))
