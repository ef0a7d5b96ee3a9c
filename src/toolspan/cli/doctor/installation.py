"""Checks of the installation: conflicting versions and missing extras."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from toolspan.cli.doctor.findings import Finding, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = "toolspan"
PYTHON = (3, 11)
_REQUIREMENT = re.compile(
    r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*([^;]*)(?:;.*extra\s*==\s*[\"']([\w-]+)[\"'])?"
)
_BOUND = re.compile(r"(>=|<=|==|!=|<|>)\s*([0-9][\w.]*)")
_PLATFORM = re.compile(r"sys_platform\s*==\s*[\"'](\w+)[\"']")
_INTERNAL = ("all",)  # extras that only combine other extras


def installation(wanted: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield findings on Python, the dependencies and the extras.

    Args:
        wanted: Extras that must be installed; others yield only a note.
    """
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON:
        yield Finding("python", "fail", f"Python {running} is too old.", "Install Python 3.11 or newer.")
    yield Finding("toolspan", "ok", f"toolspan {metadata.version(PACKAGE)} on Python {running}.")
    for extra, needed in sorted(_requirements().items()):
        if extra not in _INTERNAL:
            yield _extra(extra, needed, wanted=extra in wanted)


def _requirements() -> dict[str, list[tuple[str, str]]]:
    """Return distribution and version bounds of each requirement by extra; the core's under the empty name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in metadata.requires(PACKAGE) or ():
        match, platform = _REQUIREMENT.match(line), _PLATFORM.search(line)
        if platform and platform[1] != sys.platform:
            continue  # never installed here, such as the time zones that Windows lacks
        if match and match[1].lower() != PACKAGE:
            found.setdefault(match[3] or "", []).append((match[1], match[2].strip().rstrip(")").lstrip("(")))
    return found


def _extra(extra: str, needed: list[tuple[str, str]], *, wanted: bool) -> Finding:
    check = f"extra {extra}" if extra else "dependencies"
    install = f'pip install -U "{PACKAGE}[{extra}]"' if extra else f"pip install -U {PACKAGE}"
    here = {name: _version(name) for name, _ in needed}
    missing = [name for name, version in here.items() if version is None]
    wrong = [
        f"{name} {here[name]} ({bounds} is needed)"
        for name, bounds in needed
        if not _fits(here[name], bounds)
    ]
    if wrong:
        return Finding(
            check, "fail", f"These versions are incompatible with toolspan: {', '.join(wrong)}.", install
        )
    if not missing:
        return Finding(check, "ok", ", ".join(f"{name} {version}" for name, version in here.items()) + ".")
    partly = len(missing) < len(here)
    state: State = "fail" if wanted or (partly and not extra) else "note"
    return Finding(check, state, f"Not installed: {', '.join(missing)}.", install)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _fits(version: str | None, bounds: str) -> bool:
    """Return True if a version is within bounds, or if the distribution is not installed."""
    if version is None:
        return True
    have = _numbers(version)
    compare = {
        ">=": lambda bound: have >= bound,
        "<=": lambda bound: have <= bound,
        "==": lambda bound: have == bound,
        "!=": lambda bound: have != bound,
        "<": lambda bound: have < bound,
        ">": lambda bound: have > bound,
    }
    return all(compare[sign](_numbers(bound)) for sign, bound in _BOUND.findall(bounds))


def _numbers(version: str) -> tuple[int, ...]:
    """Return the release numbers without trailing zeros, so that 2.10 equals 2.10.0."""
    numbers = [int(part) for part in re.match(r"[\d.]*", version)[0].split(".") if part]  # type: ignore[index]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
