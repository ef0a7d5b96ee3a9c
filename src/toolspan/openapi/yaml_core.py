"""YAML documents, read by the core schema of YAML 1.2: `no`, `on` and dates are text, and nothing is lost in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import MappingNode, Node

MISSING = 'YAML needs PyYAML: pip install "toolspan[openapi]".'
_TAG = "tag:yaml.org,2002:"
_IMPLICIT = "tag:implicit"
"""Tag of plain scalars: PyYAML would resolve them by YAML 1.1."""
_NULL = ("", "~", "null", "Null", "NULL")
_TRUTH = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASES = {"0o": 8, "0x": 16}
_LONGEST_NUMBER = 400
_DEEPEST = 200


class YamlError(ValueError):
    """Text that is no YAML, or none that a document may be."""


def parse_yaml(text: str, most: int) -> Any:
    """Return the value of a YAML text, as its JSON equivalent.

    Args:
        text: One document.
        most: Values at most, those behind aliases counted as often as they are used.

    Raises:
        YamlError: It is no such text; the message says where.
        ConfigurationError: PyYAML is not installed.
    """
    try:
        import yaml  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise ConfigurationError(MISSING) from None

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {None: [(_IMPLICIT, re.compile(""))]}

    loader = Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise YamlError("it is empty")
        _Sizes(most).of(root)
        return _with_literals(_Values().of(root), root)
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())[:200]) from None
    except RecursionError:
        raise YamlError("it is nested too deeply") from None
    finally:
        loader.dispose()


def _with_literals(value: Any, root: Node) -> Any:
    """Return the document with its versions as they are written: 1.10 is not 1.1."""
    for holder, node, names in (
        (value, root, ("openapi", "swagger")),
        (value.get("info") if isinstance(value, dict) else None, _child(root, "info"), ("version",)),
    ):
        if isinstance(holder, dict) and node is not None:
            holder |= {
                name: found.value
                for name in names
                if (found := _child(node, name)) and isinstance(found.value, str)
            }
    return value


def _child(node: Any, name: str) -> Any:
    pairs = node.value if node.id == "mapping" else ()
    return next((value for key, value in pairs if key.value == name), None)


class _Sizes:
    """Sizes of nodes with their aliases written out, without writing them out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[int, int] = {}

    def of(self, node: Node, depth: int = 0) -> int:
        """Return how many values a node stands for."""
        if isinstance(node.value, str):
            return 1
        if (known := self._known.get(id(node))) == 0:
            raise YamlError(f"{_where(node)} holds itself")
        if known is None:
            if depth > _DEEPEST:
                raise YamlError("it is nested too deeply")
            self._known[id(node)] = 0
            known = self._known[id(node)] = 1 + sum(self.of(part, depth + 1) for part in _parts(node))
        if known > self._most:
            raise YamlError(f"it holds more than {self._most:,} values once its aliases are written out")
        return known


def _parts(node: Node) -> Iterator[Node]:
    for part in node.value:
        if isinstance(part, tuple):
            yield from part
        else:
            yield part


def _where(node: Node) -> str:
    return f"line {node.start_mark.line + 1}"


class _Values:
    """Values of nodes; what several aliases name is built once."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def of(self, node: Any) -> Any:
        """Return the value of a node."""
        if isinstance(node.value, str):
            return _scalar(node)
        if id(node) not in self._known:
            self._known[id(node)] = self._mapping(node) if node.id == "mapping" else self._list(node)
        return self._known[id(node)]

    def _list(self, node: Node) -> list[Any]:
        _check_tag(node, "seq")
        return [self.of(part) for part in node.value]

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        _check_tag(node, "map")
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value
            if not isinstance(name, str):
                raise YamlError(f"{_where(key)}: a key must be text")
            if name == "<<" and key.tag in (_IMPLICIT, f"{_TAG}merge"):
                merged = {**self._merged(value), **merged}
            elif name in found:
                raise YamlError(f'{_where(key)}: the key "{name[:80]}" is there twice')
            else:
                found[name] = self.of(value)
        return {**merged, **found} if merged else found

    def _merged(self, node: Node) -> dict[str, Any]:
        """Return what `<<` merges into a mapping: one mapping, or several of which the first goes before."""
        value = self.of(node)
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in listed):
            raise YamlError(f"{_where(node)}: << takes a mapping, or a list of them")
        merged: dict[str, Any] = {}
        for each in listed:
            merged = {**each, **merged}
        return merged


def _check_tag(node: Node, kind: str) -> None:
    if node.tag not in (f"{_TAG}{kind}", "!"):
        raise YamlError(f"{_where(node)}: the tag {node.tag[:80]} has no JSON equivalent")


def _scalar(node: Node) -> Any:
    """Return the value of a scalar: what is quoted is text, and so is what only YAML 1.1 reads otherwise."""
    text: str = node.value
    if node.tag == _IMPLICIT:
        return _plain(text)
    kind = node.tag.removeprefix(_TAG)
    if kind in ("str", "!", "timestamp"):
        return text
    if kind in ("int", "float", "bool", "null"):
        return _plain(text)
    raise YamlError(f"{_where(node)}: the tag {node.tag[:80]} has no JSON equivalent")


def _plain(text: str) -> Any:
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text[2:], _BASES[text[:2]]) if text[:2] in _BASES else int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
