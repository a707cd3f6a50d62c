# Attack: leaves a million variables to hand in.
# Kind: resources
# Explained: names are counted where evidence is written, and again where it is read.

globals().update({f"variable_{number}": number for number in range(1_000_000)})
