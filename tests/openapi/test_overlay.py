"""Overlays: settings by id, by method and path, or by a pattern of names; what is misspelt is refused."""

from __future__ import annotations

import pytest

from toolspan.errors import ConfigurationError
from toolspan.openapi.names import Named
from toolspan.openapi.overlay import Subject, read_overlay

LIST = Subject("issues/list", "GET", "/issues", Named("issues", "list"))
CREATE = Subject(None, "POST", "/issues", Named("issues", "create"))


def test_an_operation_is_named_by_id_by_route_or_by_pattern(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        """
        hosts = ["uploads.example.com"]
        [entities]
        first = ["issues"]
        [operations."issues.*"]
        rate = 2
        [operations."issues/list"]
        effect = "read"
        rate = 5
        [operations."POST /issues"]
        hidden = true
        """
    )
    overlay = read_overlay(file)
    overlay.check([LIST, CREATE])
    assert overlay.hosts == ("uploads.example.com",)
    assert overlay.of(LIST) == {"rate": 5, "effect": "read"}
    assert overlay.of(CREATE) == {"rate": 2, "hidden": True}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"operation": {}}, 'unknown key "operation". Did you mean "operations"?'),
        ({"operations": {"issues.list": {"efect": "read"}}}, 'unknown key "efect". Did you mean "effect"?'),
        ({"operations": {"issues.list": {"effect": "reads"}}}, 'must be "read" or "write"'),
        ({"operations": {"issues.list": {"hidden": "yes"}}}, "hidden must be true or false"),
        ({"operations": {"issues.list": {"burst": True}}}, "burst must be a whole number"),
        ({"operations": {"issues.list": {"name": "List!"}}}, "must be snake_case"),
        ({"operations": {"issues.list": {"multi_segment": "path"}}}, "must be a list"),
        ({"operations": {"issues.list": 5}}, "must be a table"),
        ({"entities": {"rename": {"a": "B b"}}}, "snake_case"),
        ({"hosts": "a"}, "hosts must be a list of texts"),
        ({"errors": {"kinds": {"gone": "not_fond"}}}, 'Did you mean "not_found"'),
        ({"errors": {"okay": "ok"}}, 'unknown key "okay". Did you mean "ok"'),
        ({"errors": "ok"}, "errors must be a table"),
        ([], "a table is expected"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_what_was_expected(source, said):
    with pytest.raises(ConfigurationError) as refused:
        read_overlay(source)
    assert said in str(refused.value)


@pytest.mark.parametrize("key", ["issues/lst", "GET /issue", "isues.*"])
def test_a_key_that_matches_nothing_is_refused(key):
    with pytest.raises(ConfigurationError, match="matches no operation"):
        read_overlay({"operations": {key: {"hidden": True}}}).check([LIST, CREATE])


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_overlay(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("a = ")
    with pytest.raises(ConfigurationError, match="is not TOML"):
        read_overlay(str(tmp_path / "bad.toml"))
