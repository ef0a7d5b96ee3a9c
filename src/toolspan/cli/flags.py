"""Translates hints from arguments in code to options of the command line."""

from __future__ import annotations

import re

_FLAGS = {
    "timeout": "--timeout",
    "region": "--region",
    "workspace_name": "--workspace",
    "connector_id": "--connector-id",
    "dry_run": "--dry-run",
    "select_fields": "--select",
    "exclude_fields": "--exclude",
}
_NAMED = "|".join(_FLAGS)
_WORDS = (
    (re.compile(r"Policy\(writes=\[\"([^\"]+)\".*?\]\)"), r"--allow-write \1"),
    (re.compile(r"Policy\(writes=.*?\)"), "--allow-write NAME"),
    (re.compile(r"Policy\(approve=.*?\)"), "--no-ask"),
    (re.compile(r"Whoever owns the connector (?:can allow|allows) it with (?=--)"), "Allow it with "),
    (re.compile(r"Whoever owns the connector gives it as \w+= or (?=[A-Z_]+)"), "Set "),
    (
        re.compile(rf"(?:In code, |in code, )?\b({_NAMED})=(?:\"[^\"]*\"|\[[^\]]*\]|True|\.\.\.)?"),
        lambda m: _FLAGS[m[1]],
    ),
    (re.compile(r"\b(select_fields|exclude_fields)\b"), lambda m: _FLAGS[m[1]]),
    (re.compile(r"\bparams = (\{.*\})"), r"--params '\1'"),
)


def in_flags(text: str) -> str:
    """Return a hint with command-line options instead of arguments."""
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text
