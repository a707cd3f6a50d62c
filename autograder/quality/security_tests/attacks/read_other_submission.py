# Attack: reads what another student handed in, and another student's result.
# Kind: reading

for place in ("submissions/lee.py", "results/lee/result.json"):
    try:
        print(open(f"{HOST['root']}/{place}").read())
    except OSError as error:
        print(error)
