# Attack: clears and renews what it has shown, a hundred thousand times.
# Kind: results

from IPython.display import clear_output, display, update_display

display("x", display_id="a")
for number in range(20_000):
    clear_output(wait=True)
    update_display("y" * 100, display_id="a")
