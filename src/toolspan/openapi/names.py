"""Names of operations: entity and action, from the tags, ids and paths of a document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from toolspan.openapi.verbs import SAFE, is_verb
from toolspan.openapi.words import cut, is_front, plural, position, singular, telling, words
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST = 60
"""Characters of `entity_action`: a tool's name has 64 at most, and this leaves room for a prefix such as `box_`."""
_LONGEST_ENTITY = 36
_RESERVED = ("docs", "results", "raw")
_HASH = 6
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_CROWD = 40
"""Operations under one tag from which the tag says too little, if it holds most of the document."""
_MOST = 0.6
_VERBS = {
    "GET": "get",
    "HEAD": "head",
    "POST": "create",
    "PUT": "replace",
    "PATCH": "update",
    "DELETE": "delete",
    "OPTIONS": "options",
    "TRACE": "trace",
}
_CONTROLLER = re.compile(r"[A-Za-z0-9]+Controller(?:_v?\d+)?[._](.+)", re.ASCII)


class Named(NamedTuple):
    """Entity and action of an operation, in snake_case."""

    entity: str
    action: str


@dataclass(frozen=True, slots=True)
class Nameless:
    """What a document says of an operation, as far as its name depends on it.

    `path` is the key of the document: with its query and fragment, if it has them.
    """

    method: str
    path: str
    id: str | None = None
    tags: Sequence[str] = ()
    given: str | None = field(default=None)
    """`entity.action`, or an action alone, as the owner wants it."""

    @property
    def route(self) -> str:
        """The path without query and fragment."""
        return re.split(r"[?#]", self.path, maxsplit=1)[0]

    @property
    def fragment(self) -> str:
        """What a fragment says beyond the path."""
        return self.path.partition("#")[2]

    @property
    def segments(self) -> list[str]:
        """Segments of the path that say something: without versions, and without `api` at the front."""
        found = [segment for segment in self.route.split("/") if segment]
        while found and is_front(found[0]) and len(found) > 1:
            found.pop(0)
        return found

    @property
    def static(self) -> tuple[str, ...]:
        """Words of the path outside its variables."""
        return tuple(word for segment in self.segments for word in words(_VARIABLE.sub(" ", segment)))

    @property
    def variables(self) -> list[str]:
        """Names of the path's variables, in order."""
        return _VARIABLE.findall(self.route)

    @property
    def is_procedure(self) -> bool:
        """Whether the path names a procedure, as in `/users.setOwner`."""
        head, dot, tail = self.segments[0].rpartition(".") if len(self.segments) == 1 else ("", "", "")
        return bool(dot and words(head) and words(tail)) and "{" not in head + tail

    @property
    def key(self) -> tuple[int, str, str]:
        """Order that does not depend on where the operation stands in the document."""
        return len(self.variables), self.path, self.method


def names_of(
    operations: Iterable[Nameless], renamed: Mapping[str, str] | None = None
) -> dict[tuple[str, str], Named]:
    """Return the name of each operation by method and path key.

    Names depend on what the operations are, not on their order. All are unique in any spelling, and at most
    `LONGEST` characters with the underscore between them.

    Args:
        operations: All operations of the document.
        renamed: Other names of entities, which the owner gives.
    """
    listed = sorted(operations, key=lambda operation: operation.key)
    entities = _entities(listed, renamed or {})
    wanted = {operation: _given(operation, entities[operation]) for operation in listed}
    return {(operation.method, operation.path): name for operation, name in _unique(listed, wanted).items()}


def _entities(operations: Sequence[Nameless], renamed: Mapping[str, str]) -> dict[Nameless, tuple[str, ...]]:
    """Return the words of each operation's entity, one spelling for what differs in spelling only."""
    tags = {
        operation: operation.tags[0]
        for operation in operations
        if operation.tags and words(operation.tags[0])
    }
    crowded = {
        tag
        for tag, number in Counter(tags.values()).items()
        if number > _CROWD and number > _MOST * len(operations)
    }
    shared = _front(sorted({words(tag) for tag in tags.values()}))
    found = {
        operation: words(tags[operation])[shared:]
        if operation in tags and tags[operation] not in crowded
        else _by_path(operation)
        for operation in operations
    }
    spelled: dict[str, tuple[str, ...]] = {}
    for entity in sorted(set(found.values()), key=lambda entity: (-len(entity), entity)):
        spelled.setdefault("".join(entity), entity)
    chosen = {operation: spelled["".join(entity)] for operation, entity in found.items()}
    forms = {squash(old): words(new) for old, new in renamed.items()}
    return {operation: forms.get("".join(entity), entity) for operation, entity in chosen.items()}


def _front(tags: Sequence[tuple[str, ...]]) -> int:
    """Return how many words all tags share at the front, leaving one word to each."""
    if len(tags) < 2:  # noqa: PLR2004 - one tag shares nothing
        return 0
    shared = 0
    while all(len(tag) > shared + 1 and tag[shared] == tags[0][shared] for tag in tags):
        shared += 1
    return shared


def _by_path(operation: Nameless) -> tuple[str, ...]:
    """Return the entity that the first static segment names; of `/users.list`, all but the verb."""
    for segment in operation.segments:
        if found := words(_VARIABLE.sub("", segment).partition(":")[0]):
            return words(segment.rpartition(".")[0]) if operation.is_procedure else found
    return ("api",)


def _given(operation: Nameless, entity: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if operation.given:
        head, _, tail = operation.given.rpartition(".")
        return (words(head) or entity), (words(tail) or _action(operation, entity))
    return entity, _action(operation, entity)


def _action(operation: Nameless, entity: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of an action."""
    if not operation.id or not words(operation.id):
        return _by_method(operation, entity)
    head, slash, rest = operation.id.partition("/")
    if slash and operation.tags and squash(head) == squash(operation.tags[0]) and words(rest):
        return words(rest)
    if _from_path(operation):
        return _by_method(operation, entity)
    left = _without_entity(operation, telling(words(_own_part(operation))), entity)
    bare = not left or left == (operation.method.lower(),)
    return (_verb(operation),) if bare else left


def _without_entity(operation: Nameless, said: tuple[str, ...], entity: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of an id without the entity: `list_team_projects` of projects is `list_for_team`.

    What stands between the verb and the entity is its owner where the path says so, else something said of it.
    """
    at = position(said, entity)
    if at < 0:
        return said
    verb, between, after = said[:1], said[1:at], said[at + len(entity) :]
    owners = [singular(word) for word in _before(operation, entity)]
    owned = at > 1 and all(singular(word) in owners for word in between)
    return (*verb, "for", *between, *after) if owned else (*said[:at], *after)


def _before(operation: Nameless, entity: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of the path's segments before the one that names the entity: what it belongs to."""
    found: list[str] = []
    for segment in operation.segments:
        part = words(_VARIABLE.sub(" ", segment))
        if position(part, entity) == 0:
            return tuple(found)
        found.extend(part)
    return ()


def _own_part(operation: Nameless) -> str:
    """Return an id without what a framework added to it: its controller, or path and method."""
    id_ = operation.id or ""
    if found := _CONTROLLER.fullmatch(id_):
        return found[1]
    added = re.sub(r"\W", "_", f"{operation.route}_{operation.method.lower()}")  # as FastAPI makes it
    return id_.removesuffix(added).strip("_") or id_


def _from_path(operation: Nameless) -> bool:
    """Return whether an id only repeats the method and the words of the path."""
    given = words((operation.id or "").partition("#")[0])
    method = operation.method.lower()
    if method not in (given[0], given[-1]):
        return False
    left = given[1:] if given[0] == method else given[:-1]
    whole = [segment for segment in operation.route.split("/") if segment]
    return _matches(left, whole) or _matches(left, operation.segments)


def _matches(given: Sequence[str], segments: Sequence[str]) -> bool:
    """Return whether words are those of a path; a variable may be its name, `id`, or left out."""
    ends = {0}
    for segment in segments:
        for part in re.split(r"(\{[^{}]*\})", segment):
            variable = part.startswith("{")
            spellings = [words(part)]
            if variable:
                spellings += [(), ("id",), ("by", *words(part)), ("by", "id")]
            ends = {
                end + len(spelling)
                for end in ends
                for spelling in spellings
                if tuple(given[end : end + len(spelling)]) == spelling
            }
    return len(given) in ends


def _by_method(operation: Nameless, entity: tuple[str, ...]) -> tuple[str, ...]:
    """Return the verb of the method and the words of the path, or those of the fragment alone."""
    if said := words(operation.fragment):
        return said if is_verb(said[0]) or operation.method not in SAFE else (_verb(operation), *said)
    if operation.is_procedure and position(words(operation.segments[0].rpartition(".")[0]), entity) == 0:
        return words(operation.segments[0].rpartition(".")[2])
    static, verb = operation.static, _verb(operation)
    at = position(static, entity)
    left = static if at < 0 else (*static[:at], *static[at + len(entity) :])
    if (
        operation.method in ("POST", "PUT", "PATCH")
        and left
        and is_verb(left[-1])
        and _ends_static(operation)
    ):
        return left  # /bookings/{ref}/cancel says itself what it does
    owned = at > 0 and at == len(_before(operation, entity)) and at + len(entity) == len(static)
    return (verb, "for", *left) if owned else (verb, *left)


def _ends_static(operation: Nameless) -> bool:
    return not operation.route.rstrip("/").endswith("}")


def _verb(operation: Nameless) -> str:
    static = operation.static
    if operation.method == "GET" and _ends_static(operation) and static and plural(static[-1]):
        return "list"
    return _VERBS.get(operation.method, operation.method.lower())


def _unique(
    operations: Sequence[Nameless], wanted: Mapping[Nameless, tuple[tuple[str, ...], tuple[str, ...]]]
) -> dict[Nameless, Named]:
    """Give each operation its name: of those that want the same, the first by `key`, and others a longer one."""
    taken: set[str] = set()
    found: dict[Nameless, Named] = {}
    waiting = []
    for operation in sorted(operations, key=lambda each: (not each.given, each.key)):
        name = _fitted(*wanted[operation])
        if _form(name) in taken:
            waiting.append(operation)
        else:
            taken.add(_form(name))
            found[operation] = name
    for operation in waiting:
        found[operation] = name = next(
            name for name in _longer(operation, *wanted[operation]) if _form(name) not in taken
        )
        taken.add(_form(name))
    return found


def _longer(operation: Nameless, entity: tuple[str, ...], action: tuple[str, ...]) -> Iterable[Named]:
    """Yield names for an operation whose own is taken: with its last variables, then numbered."""
    variables = [words(variable) for variable in operation.variables]
    for number in range(1, len(variables) + 1):
        last = [word for variable in variables[-number:] for word in variable]
        if last:
            yield _fitted(entity, (*action, "by", *last))
    number = 2
    while True:
        yield _fitted(entity, (*action, str(number)))
        number += 1


def _form(name: Named) -> str:
    return f"{squash(name.entity)}.{squash(name.action)}"


def _fitted(entity: tuple[str, ...], action: tuple[str, ...]) -> Named:
    """Return the name within its length; a name that is cut carries a hash of the whole one."""
    head, tail = _valid("_".join(entity), "api"), _valid("_".join(action), "call")
    if head in _RESERVED:
        head += "_api"
    if len(head) > _LONGEST_ENTITY and len(head) + 1 + len(tail) > LONGEST:
        head = _hashed(head, _LONGEST_ENTITY)
    if len(head) + 1 + len(tail) > LONGEST:
        tail = _hashed(tail, LONGEST - 1 - len(head))
    return Named(head, tail)


def _hashed(name: str, most: int) -> str:
    digest = sha256(name.encode()).hexdigest()[:_HASH]
    return f"{cut(name, most - _HASH - 1)}_{digest}"


def _valid(name: str, front: str) -> str:
    """Return a name that begins with a letter: Python, and some models, want one."""
    return name if name[:1].isalpha() else f"{front}_{name}".rstrip("_")
