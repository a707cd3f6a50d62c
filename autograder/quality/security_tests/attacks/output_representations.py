# Attack: ends cells with objects that describe themselves in gigabytes, wrongly or never.
# Kind: results

from IPython.display import display


class Large:
    def __repr__(self):
        return "x" * 2**26

    def _repr_html_(self):
        return "<p>" * 2**24

    def _repr_mimebundle_(self, **_):
        return {"text/plain": 5, "text/html": ["y" * 1000] * 1000, 7: None}, {"z": object()}


class Wrong:
    def __repr__(self):
        return 5

    def _repr_png_(self):
        return b"no picture"

    def _repr_json_(self):
        return object()


class Lost:
    @property
    def _repr_html_(self):
        raise MemoryError

    def __getattr__(self, name):
        return lambda *_, **__: name * 1000


for thing in (Large(), Wrong(), Lost(), Large):
    try:
        display(thing)
    except BaseException as error:
        print(type(error))
Large()
