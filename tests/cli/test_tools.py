"""`toolspan tools`: what a model reads, with its size; and objects of a user's program."""

from __future__ import annotations

import json
import textwrap

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.tools.build import specs_of

DESK = '''
    """A desk."""
    from toolspan import Toolkit

    kit = Toolkit("desk")

    @kit.tool
    def rate(base: str, quote: str = "USD") -> str:
        """Rate of one currency in another.

        Args:
            base: Three letters.
        """
        return f"{base}/{quote}"

    @kit.tool(writes=True)
    def note(text: str) -> str:
        """Writes a note."""
        return text

    def made() -> Toolkit:
        return kit

    number = 7
'''


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A program in the current folder with a toolkit."""
    name = f"desk_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(DESK))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def test_the_tools_of_a_connector_are_those_that_a_model_gets(run):
    told = run("tools", "amazon-seller-partner", "--region", "US", "--json").json
    specs = specs_of(AmazonSellerPartnerConnector(region="US"))
    assert [(row["name"], row["description"]) for row in told["tools"]] == [
        (spec.name, spec.description) for spec in specs
    ]
    first = told["tools"][0]
    given = {name: first[name] for name in ("name", "description", "parameters")}
    assert first["characters"] == len(json.dumps(given, ensure_ascii=False, separators=(",", ":")))
    assert first["tokens"] == -(-first["characters"] // 4)
    assert told["total"]["characters"] == sum(row["characters"] for row in told["tools"])
    assert told["warnings"] == []


@pytest.mark.parametrize("framework", ["pydantic_ai", "langchain", "openai_agents", "fastmcp"])
def test_of_a_framework_it_is_what_that_gives(run, framework):
    told = run("tools", "--region", "US", "--framework", framework, "--json").json
    assert [row["name"] for row in told["tools"]] == ["inspect_connector", "read_skill_docs", "execute"]
    schemas = [row.get("parameters") or row["inputSchema"] for row in told["tools"]]
    assert all("properties" in schema for schema in schemas)
    assert ("annotations" in told["tools"][0]) == (framework == "fastmcp")


def test_many_and_long_definitions_are_warned_of(run):
    outcome = run("tools", "--region", "US", "--shape", "typed", "--json")
    assert outcome.code == 0
    assert "models choose the wrong one more often" in outcome.err
    assert any("characters of definitions" in each for each in outcome.json["warnings"])
    assert any('shape="search"' in each for each in outcome.json["warnings"])


def test_a_toolkit_of_a_program_is_shown_by_module_and_name(run, desk):
    for target in (f"{desk}:kit", f"{desk}:made", f"{desk}.py:kit"):
        told = run("tools", target, "--json").json
        assert [row["name"] for row in told["tools"]] == ["rate", "note", "read_more"]
        assert told["tools"][0]["parameters"]["properties"]["base"]["description"] == "Three letters."


def test_a_large_toolkit_can_be_shown_as_three_tools_and_one_that_writes(run, desk):
    told = run("tools", f"{desk}:kit", "--shape", "search", "--json").json
    names = [row["name"] for row in told["tools"]]
    assert names == ["find_tools", "describe_tool", "call_tool", "call_write_tool"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("{}:kitt", 'Did you mean "kit"'),
        ("{}:number", "is no Toolkit and no connector, but int"),
        ("no_such_module_here:kit", "cannot be imported"),
        ("no_such_file.py:kit", "There is no file"),
        ("amazon-seler-partner", "amazon-seller-partner"),
    ],
)
def test_what_is_not_there_is_refused_in_words(run, desk, target, words):
    refused = run("tools", target.format(desk))
    assert refused.code == 2
    assert words in refused.err


def test_options_of_a_connector_mean_nothing_to_a_program(run, desk):
    refused = run("tools", f"{desk}:kit", "--region", "US")
    assert refused.code == 2
    assert "--region cannot be combined" in refused.err


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise RuntimeError('boom')", ["RuntimeError: boom", ".py, line 1"]),
        ("def kit():\n    return 1 / 0", ["kit() of", "ZeroDivisionError", ".py, line 2"]),
        ("kit = (", ["SyntaxError"]),
    ],
    ids=["module", "function", "syntax"],
)
@pytest.mark.parametrize("ending", ["", ".py"])
def test_a_program_that_fails_is_said_to_fail_itself(run, tmp_path, monkeypatch, *, program, words, ending):
    monkeypatch.chdir(tmp_path)
    module = f"broken_{abs(hash((program, ending, str(tmp_path))))}"
    (tmp_path / f"{module}.py").write_text(program)
    told = run("tools", f"{module}{ending}:kit")
    for word in (*words, "in the program itself"):
        assert word in told.err
    assert "bug in toolspan" not in told.err
