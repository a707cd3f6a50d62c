# Attack: reads the reference solution.
# Kind: reading

try:
    print(open(HOST["root"] + "/course/reference/target.py").read())
except OSError as error:
    print(error)
