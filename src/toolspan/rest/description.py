"""Connector description: reads `connector.toml`, and lists every error with the closest valid key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.operations.names import suggestion
from toolspan.transport.api import LimitRules
from toolspan.transport.authorization import BASIC, BEARER, Placement
from toolspan.transport.error_rules import KINDS, ErrorRules
from toolspan.transport.urls import checked_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

FILE = "connector.toml"
_MOST = 12
"""Most errors listed in one message."""
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""Characters of the name of a header or a cookie."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of `connector.toml`: the type of its value, what an error calls that, and whether it is required."""

    kind: type | tuple[type, ...]
    words: str
    required: bool = False
    choices: tuple[str, ...] = ()


def _text(*, required: bool = False, choices: tuple[str, ...] = ()) -> Key:
    return Key(str, "text", required=required, choices=choices)


_TABLE = Key(dict, "a table")
_NUMBER = Key((int, float), "a number", required=True)
_TRUTH = Key(bool, "true or false")
_PLACES = ("header", "query", "cookie")
_TOKEN_KEYS = {
    "token_url": _text(required=True),
    "scopes": Key(list, "a list of texts"),
    "client": _text(choices=("body", "basic")),
    "fields": _TABLE,
    "prefix": _text(),
}
AUTH: dict[str, dict[str, Key]] = {
    "none": {},
    "api_key": {"in": _text(choices=_PLACES), "name": _text(required=True), "prefix": _text()},
    "basic": {},
    "bearer": {"prefix": _text()},
    "oauth2_client": _TOKEN_KEYS,
    "oauth2_refresh": _TOKEN_KEYS,
}
"""Keys of `[auth]` beside `type`, by type."""
_PARAMETER, _PATH = _text(required=True), _text()
PAGING: dict[str, dict[str, Key]] = {
    "token": {"parameter": _PARAMETER, "response": _text(required=True), "alone": _TRUTH, "more": _PATH},
    "page": {"parameter": _PARAMETER, "first": Key(int, "a whole number"), "total": _PATH, "more": _PATH},
    "offset": {"parameter": _PARAMETER, "first": Key(int, "a whole number"), "total": _PATH, "more": _PATH},
    "next_url": {"parameter": _PARAMETER, "response": _text(required=True)},
    "link": {"parameter": _PARAMETER},
}
"""Keys of `[paging]` beside `type` and `page_size`, by type."""
KEYS: dict[str, dict[str, Key]] = {
    "": {
        "slug": _text(required=True),
        "title": _text(required=True),
        "base_url": _text(required=True),
        "check": _text(),
        "bulk": _text(),
        "filled_in": _text(),
        "auth": Key((dict, list), "a table, or several"),
        **dict.fromkeys(("errors", "limits", "paging", "fill"), _TABLE),
    },
    "errors": {**dict.fromkeys(("message", "code", "details", "request_id", "ok"), _PATH), "ok_values": Key(list, "a list of values"), "kinds": _TABLE, "hints": _TABLE},
    "limits": {"rate": _NUMBER, "burst": Key(int, "a whole number", required=True), "shared": _TRUTH},
    "fill": {"description": _text(required=True), "default": _text()},
}  # fmt: skip
"""Keys of the file and of its tables; those of `fill` are keys of each of its words."""


@dataclass(frozen=True, slots=True)
class AuthRules:
    """How an API takes credentials.

    Attributes:
        kind: One of `AUTH`.
        placement: Where requests hold them.
        token_url: Where access tokens come from: a URL, or a path of the API.
        scopes: What a token is for, unless the credentials say.
        basic: Whether the client's id and secret are sent as basic authentication.
        fields: Other form fields of a token request.
    """

    kind: str = "none"
    placement: Placement = BEARER
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    basic: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that an account has, and requests are filled with; `default` is None if it must be given."""

    description: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What `connector.toml` says; `auth` holds the ways in which the API takes credentials, one of which is used."""

    slug: str
    title: str
    base_url: str
    check: str | None = None
    bulk: str | None = None
    filled_in: str = ""
    auth: tuple[AuthRules, ...] = ()
    errors: ErrorRules = field(default_factory=ErrorRules)
    limits: LimitRules | None = None
    paging: Mapping[str, Any] | None = None
    page_size: str | None = None
    fill: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Start of the environment variables' names: `BIKE_SHOP` for `bike-shop`."""
        return self.slug.upper().replace("-", "_")


def read_description(folder: Traversable) -> Description:
    """Return the description of the connector in a folder.

    Raises:
        ConfigurationError: A file is missing, or the description is invalid; the message lists every error.
    """
    import tomllib  # noqa: PLC0415 - only who describes a connector needs it

    source = folder / FILE
    if not source.is_file():
        raise ConfigurationError(
            f"{source} is missing.",
            hint="A connector is described by connector.toml, operations.json and guides/.",
        )
    try:
        found = tomllib.loads(source.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{source} cannot be used: it is not TOML ({error}).") from None
    faults = [*_faults(found), *_missing_files(folder)]
    if faults:
        more = f" And {len(faults) - _MOST} more." if len(faults) > _MOST else ""
        raise ConfigurationError(
            f"{source} cannot be used: {' '.join(faults[:_MOST])}{more}",
            hint='The keys are described in the docs under "Write a connector".',
        )
    return _description(found)


def _missing_files(folder: Traversable) -> Iterator[str]:
    if not (folder / "operations.json").is_file():
        yield "operations.json is missing beside it."
    if not (folder / "guides").is_dir():
        yield "The folder guides is missing beside it."


def _faults(found: Mapping[str, Any]) -> Iterator[str]:
    yield from _of_table("", found, KEYS[""])
    if isinstance(table := found.get("paging"), dict):
        yield from _of_kind("paging", table, PAGING)
    if isinstance(table := found.get("limits"), dict):
        yield from _of_table("limits", table, KEYS["limits"])
    yield from _of_names(found)
    yield from _of_all_auth(found.get("auth"))
    if isinstance(table := found.get("errors"), dict):
        yield from faults_of_errors(table)
    yield from _of_limits(found.get("limits"))
    yield from _of_fill(found.get("fill"))


def _of_kind(name: str, table: Mapping[str, Any], kinds: Mapping[str, Mapping[str, Key]]) -> Iterator[str]:
    """Check a table whose `type` decides which keys it has."""
    kind = table.get("type")
    if not isinstance(kind, str) or kind not in kinds:
        given = "is missing" if kind is None else f"must not be {kind!r:.60}"
        yield f"[{name}] type {given}: it is one of {', '.join(kinds)}.{suggestion(str(kind), kinds)}"
        return
    size = {"page_size": _text()} if name == "paging" else {}
    keys = {"type": _text(), **kinds[kind], **size}
    every = {key for each in kinds.values() for key in each}
    for key in table:
        if key not in keys and key in every:
            yield f'[{name}] {key} has no meaning with type = "{kind}".'
    yield from _of_table(name, {key: v for key, v in table.items() if key in keys or key not in every}, keys)


def _of_table(name: str, table: Mapping[str, Any], keys: Mapping[str, Key]) -> Iterator[str]:
    where = f"[{name}] " if name else ""
    for key, value in table.items():
        if key not in keys:
            yield f'{where or "The file "}has the unknown key "{key}".{suggestion(key, keys)}'
            continue
        rule = keys[key]
        if not isinstance(value, rule.kind) or (isinstance(value, bool) and rule.kind is not bool):
            yield f"{where}{key} must be {rule.words}, not {value!r:.60}."
        elif isinstance(value, str) and not value.strip():
            yield f"{where}{key} is empty."
        elif rule.choices and value not in rule.choices:
            yield f"{where}{key} must be one of {', '.join(rule.choices)}, not {value!r:.60}.{suggestion(str(value), rule.choices)}"
    for key, rule in keys.items():
        if rule.required and key not in table:
            yield f"{where}{key} is missing."


def _of_names(found: Mapping[str, Any]) -> Iterator[str]:
    slug, base_url = found.get("slug"), found.get("base_url")
    if isinstance(slug, str) and slug.strip() and not _SLUG.fullmatch(slug):
        yield f'slug "{slug[:60]}" must be small letters, digits and single dashes, and begin with a letter.'
    if isinstance(base_url, str) and base_url.strip():
        yield from _of_url("base_url", base_url)


def _of_url(name: str, url: str) -> Iterator[str]:
    try:
        checked_url(url, name)
    except ConfigurationError as error:
        yield error.message


def _of_all_auth(auth: Any) -> Iterator[str]:
    tables = [auth] if isinstance(auth, dict) else auth if isinstance(auth, list) else []
    kinds: list[Any] = []
    for table in tables:
        if not isinstance(table, dict):
            yield "auth must hold tables."
            continue
        yield from _of_kind("auth", table, AUTH)
        yield from _of_auth(table)
        if table.get("type") in kinds or (table.get("type") == "none" and tables[1:]):
            yield f"[[auth]] of type {table['type']!r:.60} cannot be told from another: each has a type of its own."
        kinds.append(table.get("type"))


def _of_auth(auth: Mapping[str, Any]) -> Iterator[str]:
    name, url = auth.get("name"), auth.get("token_url")
    if (
        auth.get("type") == "api_key"
        and isinstance(name, str)
        and auth.get("in") != "query"
        and not _TOKEN.fullmatch(name)
    ):
        yield f"[auth] name {name!r:.60} is no name of a {auth.get('in', 'header')}."
    if isinstance(url, str) and url.strip() and not url.startswith("/"):
        yield from _of_url("[auth] token_url", url)
    yield from _of_texts("[auth] scopes", auth.get("scopes"), list)
    yield from _of_texts("[auth] fields", auth.get("fields"), dict)


def _of_texts(name: str, found: Any, kind: type) -> Iterator[str]:
    if isinstance(found, list | dict) and isinstance(found, kind):
        values = found.values() if isinstance(found, dict) else found
        if not all(isinstance(value, str) for value in values):
            yield f"{name} must hold texts."


def _of_errors(errors: Mapping[str, Any]) -> Iterator[str]:
    if "ok_values" in errors and "ok" not in errors:
        yield "[errors] ok_values has no meaning without ok."
    kinds, hints = errors.get("kinds"), errors.get("hints")
    yield from _of_texts("[errors.hints]", hints, dict)
    for code, kind in kinds.items() if isinstance(kinds, dict) else ():
        if kind not in KINDS:
            yield f"[errors.kinds] {code} must be one of {', '.join(KINDS)}, not {kind!r:.60}.{suggestion(str(kind), KINDS)}"


def faults_of_errors(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a table `[errors]`, one sentence each."""
    yield from _of_table("errors", table, KEYS["errors"])
    yield from _of_errors(table)


def _of_limits(limits: Any) -> Iterator[str]:
    if not isinstance(limits, dict):
        return
    for key, least in (("rate", 0), ("burst", 1)):
        value = limits.get(key)
        if isinstance(value, int | float) and (value < least or value == 0):
            yield f"[limits] {key} must be {'above 0' if key == 'rate' else 'at least 1'}."


def _of_fill(fill: Any) -> Iterator[str]:
    for word, setting in fill.items() if isinstance(fill, dict) else ():
        if not _NAME.fullmatch(word):
            yield f'[fill] "{word[:60]}" must be in snake_case.'
        if isinstance(setting, dict):
            yield from _of_table(f"fill.{word}", setting, KEYS["fill"])
        else:
            yield f"[fill] {word} must be a table with a description, not {setting!r:.60}."


def _description(found: Mapping[str, Any]) -> Description:
    paging = dict(found.get("paging", {}))
    kind, page_size = paging.pop("type", None), paging.pop("page_size", None)
    limits = found.get("limits")
    return Description(
        slug=found["slug"],
        title=found["title"],
        base_url=checked_url(found["base_url"], "base_url"),
        check=found.get("check"),
        bulk=found.get("bulk"),
        filled_in=found.get("filled_in", ""),
        auth=tuple(map(_auth, auth if isinstance(auth := found.get("auth", []), list) else [auth])),
        errors=ErrorRules(**found.get("errors", {})),
        limits=LimitRules(**limits) if limits else None,
        paging={**({} if kind == "token" else {"kind": kind}), **paging} if kind else None,
        page_size=page_size,
        fill={word: Setting(**setting) for word, setting in found.get("fill", {}).items()},
    )


def _auth(found: Mapping[str, Any]) -> AuthRules:
    kind = found.get("type", "none")
    usual = BASIC if kind == "basic" else Placement("header", "", "") if kind == "api_key" else BEARER
    placement = Placement(
        found.get("in", usual.location), found.get("name", usual.name), found.get("prefix", usual.prefix)
    )
    return AuthRules(
        kind,
        placement,
        found.get("token_url", ""),
        tuple(found.get("scopes", ())),
        found.get("client") == "basic",
        found.get("fields", {}),
    )


def unknown_names(given: Iterable[str], known: Iterable[str], what: str) -> list[str]:
    """Return a sentence for each given name that is not known, with the closest that is."""
    known = list(known)
    return [
        f'There is no {what} "{name[:60]}".{suggestion(name, known)}' for name in given if name not in known
    ]
