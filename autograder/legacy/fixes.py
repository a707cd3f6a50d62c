"""What each kind of fix in ``calls.toml`` does to a parsed statement: edits of its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.legacy.table import Arguments, Fix

Aliases = dict[str, str]  # name in the notebook -> dotted name that it stands for
Edit = tuple[int, int, str]  # from, to (characters of the text), what to put there

_KERAS = "tensorflow.keras"
_OTHER_LIBRARIES = {"torch", "jax", "flax", "optax", "sklearn", "mxnet", "paddle"}
_SAVED = (".keras", ".h5", ".hdf5", ".weights.h5")
_OLD_ENDINGS = (".h5", ".hdf5", ".ckpt", ".tf")


def edits(tree: ast.Module, text: str, aliases: Aliases, fix: Fix) -> Iterator[Edit]:
    """The edits that ``fix`` asks for; each is right by itself, not after another."""
    if any(isinstance(n, ast.Attribute) and n.attr in fix.not_before for n in ast.walk(tree)):
        return
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and fix.names:
            yield from _import_from(node, text, fix)
        elif isinstance(node, ast.Import) and fix.names:
            yield from _import(node, text, fix)
        elif isinstance(node, ast.Attribute):
            if id(node) not in inner and fix.names:
                yield from _dotted_name(node, text, aliases, fix)
            if node.attr in fix.attributes:
                end = _end(text, node)
                yield end - len(node.attr), end, fix.attributes[node.attr]
        elif isinstance(node, ast.Call):
            yield from _call(node, text, aliases, fix)
        elif isinstance(node, ast.Subscript):
            yield from _key(node.slice, text, fix)


def today(dotted: str, fix: Fix) -> str:
    """The dotted name of today; '' where it has not changed."""
    exact = {key[1:]: new for key, new in fix.names.items() if key.startswith("=")}
    found = _longest(dotted, exact)
    if found or not f"{dotted}.".startswith((f"{_KERAS}.", "keras.", "keras_preprocessing.")):
        return found
    bare = dotted.removeprefix("tensorflow.")
    new = _longest(bare, fix.names)
    return f"tensorflow.{new}" if new and bare != dotted else new


def _longest(dotted: str, names: dict[str, str]) -> str:
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        head = ".".join(parts[:count])
        if head in names:
            return ".".join([names[head], *parts[count:]])
    return ""


# --- names ----------------------------------------------------------------------------


def _import_from(node: ast.ImportFrom, text: str, fix: Fix) -> Iterator[Edit]:
    if node.level or not node.module:
        return
    module = node.module
    by_module: dict[str, list[str]] = {}
    changed = False
    for one in node.names:
        new = today(f"{module}.{one.name}", fix) if one.name != "*" else today(module, fix) + ".*"
        if len(new) > 2:
            changed = True
            parent, _, name = new.rpartition(".")
            bound = one.asname or one.name
        else:
            parent, name, bound = module, one.name, one.asname or one.name
        by_module.setdefault(parent, []).append(name if name == bound else f"{name} as {bound}")
    if changed:
        lines = [f"from {parent} import {', '.join(names)}" for parent, names in by_module.items()]
        yield _start(text, node), _end(text, node), "; ".join(lines)


def _import(node: ast.Import, text: str, fix: Fix) -> Iterator[Edit]:
    for one in node.names:
        new = today(one.name, fix)
        if new and "." in one.name:
            start = _start(text, one)
            yield start, start + len(one.name), new


def _dotted_name(node: ast.Attribute, text: str, aliases: Aliases, fix: Fix) -> Iterator[Edit]:
    """The part of ``a.b.c(…).d`` that is a plain dotted name, if that is an old one."""
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute) and not dotted(inner, aliases):
        inner = inner.value
    full = dotted(inner, aliases)
    new = today(full, fix) if full and isinstance(inner, ast.Attribute) else ""
    root = next(one for one in ast.walk(inner) if isinstance(one, ast.Name)) if new else None
    # Where the import itself is put right, what is used of it needs no change.
    if root and not today(aliases.get(root.id, ""), fix):
        yield _start(text, inner), _end(text, inner), _as_imported(new, aliases)


def dotted(node: ast.expr, aliases: Aliases) -> str:
    """The full name of ``np.int`` and the like; '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    root = aliases.get(node.id, node.id)
    return ".".join([root, *reversed(parts)])


def _as_imported(name: str, aliases: Aliases) -> str:
    """A dotted name with the notebook's own short names: ``numpy.nan`` is ``np.nan``."""
    fitting = [
        (len(full), short, full)
        for short, full in aliases.items()
        if name == full or name.startswith(f"{full}.")
    ]
    if not fitting:
        return name
    _, short, full = max(fitting)
    return short + name[len(full) :]


# --- calls ----------------------------------------------------------------------------


def _call(node: ast.Call, text: str, aliases: Aliases, fix: Fix) -> Iterator[Edit]:
    name = _callee(node)
    if _is_of_another_library(dotted(node.func, aliases)):
        return
    for arguments in fix.arguments:
        if name in arguments.of:
            yield from _keywords(node, text, arguments)
    if isinstance(node.func, ast.Attribute):
        yield from _template(node, node.func, text, aliases, fix)
        if name in fix.arrays:
            yield from _arrays(node, text, aliases)
    if name in fix.tuples:
        yield from _shapes(node, text)
    if name in fix.endings and node.args and not _saves_other_things(node.func, aliases):
        yield from _ending(node.args[0], text, fix.endings[name], name)
    for keyword in node.keywords:
        if keyword.arg in fix.lists and _is_text(keyword.value):
            start, end = _start(text, keyword.value), _end(text, keyword.value)
            yield start, end, f"[{text[start:end]}]"


def _callee(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_of_another_library(full: str) -> bool:
    """``torch.optim.SGD`` takes `lr` to this day."""
    return full.partition(".")[0] in _OTHER_LIBRARIES


def _saves_other_things(func: ast.expr, aliases: Aliases) -> bool:
    """``np.save`` writes arrays, ``plt.…`` pictures: their files end as they like."""
    return dotted(func, aliases).partition(".")[0] in {"numpy", "matplotlib", "PIL", "torch"}


def _keywords(node: ast.Call, text: str, arguments: Arguments) -> Iterator[Edit]:
    given = {keyword.arg for keyword in node.keywords}
    for keyword in node.keywords:
        if keyword.arg not in arguments.keywords:
            continue
        new = arguments.keywords[keyword.arg]
        if new and new not in given:
            start = _start(text, keyword)
            yield start, start + len(keyword.arg), new
        else:
            yield _without(node, keyword, text)


def _without(node: ast.Call, keyword: ast.keyword, text: str) -> Edit:
    """Take an argument out, and one of the commas beside it."""
    places = sorted((_start(text, one), _end(text, one)) for one in _given(node))
    start, end = _start(text, keyword), _end(text, keyword)
    at = places.index((start, end))
    if at:
        return places[at - 1][1], end, ""
    return start, places[1][0] if len(places) > 1 else end, ""


def _given(node: ast.Call) -> list[Located]:
    return [*node.args, *node.keywords]


def _template(
    node: ast.Call, func: ast.Attribute, text: str, aliases: Aliases, fix: Fix
) -> Iterator[Edit]:
    full = dotted(func, aliases)
    template = fix.methods.get(func.attr) or fix.functions.get(full)
    if not template:
        return
    places = [(_start(text, one), _end(text, one)) for one in _given(node)]
    arguments = text[min(p[0] for p in places) : max(p[1] for p in places)] if places else ""
    first = text[slice(*places[0])] if places else ""
    said = text[_start(text, func.value) : _end(text, func.value)]
    put = template.format(
        object=said,
        root=said,
        arguments=arguments,
        first=first,
        rest=arguments[len(first) :].lstrip(", "),
    )
    yield _start(text, node), _end(text, node), put


def _arrays(node: ast.Call, text: str, aliases: Aliases) -> Iterator[Edit]:
    numpy = next((short for short, full in aliases.items() if full == "numpy"), "np")
    named = [keyword.value for keyword in node.keywords if keyword.arg in {"x", "y"}]
    for value in [*node.args[:2], *named]:
        if isinstance(value, ast.List | ast.Name | ast.ListComp):
            start, end = _start(text, value), _end(text, value)
            yield start, end, f"{numpy}.array({text[start:end]})"


def _shapes(node: ast.Call, text: str) -> Iterator[Edit]:
    named = [keyword.value for keyword in node.keywords if keyword.arg == "shape"]
    for value in [*node.args[:1], *named]:
        if isinstance(value, ast.Constant) and type(value.value) is int:
            yield _start(text, value), _end(text, value), f"({value.value},)"


def _ending(value: ast.expr, text: str, ending: str, name: str) -> Iterator[Edit]:
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return
    fine = _SAVED if name == "save" else (ending,)
    start, end = _start(text, value), _end(text, value)
    said = text[start:end]
    if value.value.endswith(fine) or said[-1:] not in "'\"" or said[-3:] in {"'''", '"""'}:
        return
    bare = said[:-1].rstrip("/")
    for old in _OLD_ENDINGS:
        bare = bare.removesuffix(old)
    yield start, end, f"{bare}{ending}{said[-1]}"


def _key(node: ast.expr, text: str, fix: Fix) -> Iterator[Edit]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in fix.keys:
        yield _start(text, node), _end(text, node), repr(fix.keys[node.value])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# --- places ---------------------------------------------------------------------------

Located = ast.expr | ast.stmt | ast.keyword | ast.alias


def _start(text: str, node: Located) -> int:
    return _offset(text, node.lineno, node.col_offset)


def _end(text: str, node: Located) -> int:
    return _offset(text, node.end_lineno or node.lineno, node.end_col_offset or 0)


def _offset(text: str, line: int, column: int) -> int:
    """Characters before this place; ``column`` is in bytes of UTF-8, as ``ast`` counts."""
    lines = text.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode(errors="replace"))
