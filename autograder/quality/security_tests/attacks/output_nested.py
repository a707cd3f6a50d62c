# Attack: shows values nested a hundred thousand deep, in circles, and of no kind that JSON knows.
# Kind: results

from IPython.display import display

deep = flat = []
for _ in range(100_000):
    deep = [deep]
circle = {}
circle["again"] = circle
for value in (deep, circle, {1, 2}, {(1, 2): 3}, b"\xff\xfe", object(), float("nan"), 10**5000):
    try:
        display({"application/json": value, "text/plain": "x"}, raw=True)
        display({"text/plain": "x"}, metadata={"note": value}, raw=True)
    except Exception as error:
        print(type(error))
