"""The page on connectors says all that connector.toml may hold, and nothing that it may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from described import described, query, record

from toolspan import auth
from toolspan.rest.connector import CREDENTIALS
from toolspan.rest.description import AUTH, KEYS, PAGING
from toolspan.transport.api import RestAPI
from toolspan.transport.error_rules import KINDS

PAGE = (Path(__file__).parents[2] / "docs/extending/connector.md").read_text("utf-8")


def rows(head: str) -> dict[str, list[str]]:
    """The rows of the table whose first column has this heading, by the name in their first cell."""
    table = re.search(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert table, f"no table of {head}"
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.group(1).splitlines()]
    return {name.strip("`"): rest for name, *rest in cells}


def named(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize(
    ("head", "keys"),
    [
        ("key of the file", KEYS[""]),
        ("key of `errors`", KEYS["errors"]),
        ("key of `limits`", KEYS["limits"]),
        ("key of a word of `fill`", KEYS["fill"]),
        ("key of `auth`", {"type", *(key for each in AUTH.values() for key in each)}),
        ("key of `paging`", {"type", "page_size", *(key for each in PAGING.values() for key in each)}),
    ],
)
def test_the_page_has_every_key_of_a_table_and_no_other(head, keys):
    assert set(rows(head)) == set(keys)


@pytest.mark.parametrize(
    ("head", "kinds"), [("key of the file", KEYS[""]), ("key of `limits`", KEYS["limits"])]
)
def test_the_page_says_which_keys_are_required(head, kinds):
    required = {name for name, cells in rows(head).items() if "Required." in cells[-1]}
    assert required == {name for name, key in kinds.items() if key.required}


def test_the_page_has_every_type_of_credentials_with_its_class_its_variables_and_its_keys():
    table = rows("type")
    assert set(table) == set(AUTH)
    for kind, (_, _, further) in table.items():
        assert named(further) == set(AUTH[kind]) or kind == "oauth2_refresh"
    for kind, name in CREDENTIALS.items():
        variables = set(getattr(auth, name).variables("PARCELS").values())
        assert named(table[kind][0]) == {name}
        assert named(table[kind][1]) == variables or kind == "oauth2_refresh"


def test_the_page_has_every_type_of_paging_with_its_keys():
    text = PAGE.partition("### Paging")[2]
    found = dict(re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", text.partition("| key of")[0], re.MULTILINE))
    assert {kind: named(cell) for kind, cell in found.items()} == {
        kind: set(keys) - {"parameter"} for kind, keys in PAGING.items()
    }


def test_the_page_has_every_error_that_a_code_can_become():
    assert set(KINDS) <= named(rows("key of `errors`")["kinds"][-1])


def test_the_methods_of_the_page_are_those_of_the_class():
    methods = {name for cell in rows("method") for name in re.findall(r"\w+", cell)}
    assert methods <= set(vars(RestAPI))


def test_the_description_on_the_page_makes_a_connector(tmp_path):
    (text,) = re.findall(r"^```toml title=\"connector.toml\"\n([\s\S]+?)^```", PAGE, re.MULTILINE)
    listed = {**record("list", parameters=query("page", "per_page", "account"), fill={"account": "account"}),
              "entity": "parcels"}  # fmt: skip
    made = described(tmp_path, head=text, records=[listed])
    assert made.description.paging == {"kind": "page", "parameter": "page", "total": "total"}
    assert made.operations.find("parcels", "list").cursor.kind == "page"
