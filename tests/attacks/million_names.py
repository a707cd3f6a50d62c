# Attack: leaves a million variables to hand in.
# Kind: resources

globals().update({f"variable_{number}": number for number in range(1_000_000)})
