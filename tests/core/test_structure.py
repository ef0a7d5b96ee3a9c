"""The shape of the package: no module needs itself, every room has its layer, and no setting names a missing file.

A stale glob switches a rule off in silence.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TOOLS = SETTINGS["tool"]
SOURCE = ROOT / "src/toolspan"
PYTHON = sorted([*SOURCE.rglob("*.py"), *(ROOT / "adapters").rglob("*.py")])
MADE_LATER = (".venv", ".venvs", "site", "dist", "build", "bin/", "../")
"""What the Makefile writes or removes itself, or uses only where it is there."""


@pytest.fixture(scope="module")
def structure():
    spec = importlib.util.spec_from_file_location("structure", ROOT / "scripts/structure.py")
    module = sys.modules["structure"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["structure"]


def test_no_module_imports_itself_by_way_of_others(structure):
    knots = structure.circles(structure.imports())
    assert not knots, "circles of imports:\n" + "\n\n".join(map(structure.spelled_out, knots))


@pytest.mark.parametrize(
    ("line", "is_circle"),
    [
        ("from pack import a", True),
        ("from pack.a import A", True),
        ("from .a import A", True),
        ("import pack.a", True),
        ("if TYPE_CHECKING:\n    from pack.a import A", True),
        ("def f():\n    if TYPE_CHECKING:\n        from pack.a import A", True),
        ("try:\n    import pack.a\nexcept ImportError: ...", True),
        ("def f():\n    from pack.a import A", True),
        ("class B:\n    async def f(self):\n        import pack.a", True),
        ("from elsewhere import a", False),
        ("from pack import __version__", False),
    ],
)
def test_every_import_closes_a_circle_for_typing_or_inside_a_function_too(
    structure, tmp_path, line, is_circle
):
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("from pack.b import B")
    (package / "b.py").write_text(line)
    found = structure.circles(structure.imports(package))
    spelled = [f"{each.importer} > {each.imported}" for circle in found for each in circle]
    assert spelled == (["pack.a > pack.b", "pack.b > pack.a"] if is_circle else [])


def test_a_circle_is_spelled_out_with_the_line_of_each_import(structure, tmp_path):
    package = tmp_path / "pack"
    (package / "room").mkdir(parents=True)
    (package / "room/__init__.py").write_text("\nfrom ..a import A")
    (package / "a.py").write_text("import pack.room.b")
    (package / "room/b.py").write_text("\n\nfrom pack import room")
    (circle,) = structure.circles(structure.imports(package))
    assert structure.spelled_out(circle).split("\n") == [
        "  pack.a:1 imports pack.room.b",
        "  pack.room.b:3 imports pack.room",
        "  pack.room:2 imports pack.a",
    ]


LAYERED = "Each room imports only rooms below it, typing imports included"


def rooms() -> set[str]:
    """Every module and folder of the package; of a folder that stands in several layers, its modules."""
    found = set()
    for path in SOURCE.iterdir():
        parts = [path, *path.glob("*.py")] if path.name == "runtime" else [path]
        for each in parts[1:] or parts:
            if each.stem != "__init__" and (each.suffix == ".py" or (each / "__init__.py").is_file()):
                found.add(".".join(each.relative_to(SOURCE.parent).with_suffix("").parts))
    return found


def test_every_room_has_its_place_in_the_layers():
    (contract,) = (each for each in TOOLS["importlinter"]["contracts"] if each["name"] == LAYERED)
    layers = [name for layer in contract["layers"] for name in re.split(r" [|:] ", layer)]
    assert sorted(layers) == sorted(rooms())


def test_imports_for_typing_keep_to_the_layers_too():
    assert TOOLS["importlinter"]["exclude_type_checking_imports"] is False


def test_an_operation_of_every_connector_is_no_special_case():
    assert [path for path in PYTHON if "BUILT_IN" in path.read_text("utf-8")] == []


SEAMS = re.compile(r"(?:executor|transport|upstream|sender|api|http)$", re.IGNORECASE)
"""How names end of what has working defaults in its base class, which nothing needs to look for."""
TYPES = re.compile(r"\b\w*(?:Executor|Transport|RestAPI|Sender|Http)\b")


def probes(source: str) -> list[str]:
    """The calls that look at an executor or a transport for a member that it may not have.

    Under another name it is known by its annotation, or by what it was assigned from. Handing on all that is
    asked for, in `__getattr__`, looks for nothing.
    """
    tree = ast.parse(source)
    handed_on = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
        for inner in ast.walk(node)
    }
    called = _names_of_seams(tree)
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and id(node) not in handed_on
        and ast.unparse(node.func) in ("getattr", "hasattr", "inspect.getattr_static")
        and _is_seam(node.args[0], called)
    ]


def _is_seam(node: ast.expr, called: set[str]) -> bool:
    if isinstance(node, ast.Call):  # type(executor), make_executor()
        return _is_seam(node.func, called) or any(_is_seam(each, called) for each in node.args)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return bool(SEAMS.search(name)) or ast.unparse(node) in called


def _names_of_seams(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and TYPES.search(ast.unparse(node.annotation)):
            found.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and TYPES.search(ast.unparse(node.annotation)):
            found.add(ast.unparse(node.target))
        elif isinstance(node, ast.Assign | ast.NamedExpr) and _is_seam(node.value, found):
            found |= {ast.unparse(each) for each in getattr(node, "targets", None) or [node.target]}
    return found


def test_no_executor_or_transport_is_searched_for_members():
    found = {path.relative_to(ROOT).as_posix(): probes(path.read_text("utf-8")) for path in PYTHON}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("source", "is_probe"),
    [
        ("getattr(self._executor, 'preview', None)", True),
        ("hasattr(connector.executor, name)", True),
        ("getattr(type(executor), 'raw')", True),
        ("getattr(make_executor(), 'limits', dict)()", True),
        ("inner = connector.executor\nhasattr(inner, 'raw')", True),
        ("hasattr(inner := self._transport, 'raw')\nhasattr(inner, 'x')", True),
        ("def f(inner: LocalExecutor | None):\n    hasattr(inner, 'raw')", True),
        ("class A:\n    def __getattr__(self, name):\n        return getattr(self._transport, name)", False),
        ("getattr(error, 'code', None)", False),
        ("self._executor.preview(call)", False),
    ],
)
def test_a_search_for_members_is_noticed_under_any_name(source, is_probe):
    assert bool(probes(source)) is is_probe


def matches(pattern: str) -> bool:
    """Whether a path, or a glob with braces, has a file."""
    braces = re.search(r"\{([^{}]+)\}", pattern)
    if braces:
        before, after = pattern[: braces.start()], pattern[braces.end() :]
        return all(matches(f"{before}{each}{after}") for each in braces.group(1).split(","))
    return next(ROOT.glob(pattern.strip("/")), None) is not None


def _settings() -> dict[str, list[str]]:
    modules = [
        name.replace(".", "/")
        for contract in TOOLS["importlinter"]["contracts"]
        for key in ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers", "layers")
        for names in contract.get(key, ())
        for name in names.split(" | ")
        if name.startswith("toolspan")
    ]
    return {
        "ruff per-file-ignores": list(TOOLS["ruff"]["lint"]["per-file-ignores"]),
        "ruff src": TOOLS["ruff"]["src"],
        "mypy": [*TOOLS["mypy"]["files"], *TOOLS["mypy"]["mypy_path"]],
        "pyright include": TOOLS["pyright"]["include"],
        "pytest testpaths": TOOLS["pytest"]["ini_options"]["testpaths"],
        "sdist include": TOOLS["hatch"]["build"]["targets"]["sdist"]["include"],
        "wheel packages": TOOLS["hatch"]["build"]["targets"]["wheel"]["packages"],
        "import contracts": [f"{{src,adapters}}/{name}" for name in modules],
        "ignored imports": [
            f"src/{name.strip().replace('.', '/')}"
            for contract in TOOLS["importlinter"]["contracts"]
            for line in contract.get("ignore_imports", ())
            for name in line.split("->")
            if name.strip().startswith("toolspan.")
        ],
        "Makefile": _of_makefile(),
        "mkdocs": _of_mkdocs(),
    }


def _of_makefile() -> list[str]:
    """The words of recipes that are paths: with a slash or a suffix, or one of the folders at the top."""
    recipes = re.findall(r"^\t(.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    words = [
        word for recipe in recipes for word in re.findall(r"(?<![\w$/.*-])[\w.-]+(?:/[\w./-]+)*", recipe)
    ]
    paths = [word for word in words if re.search(r"/|\.(?:py|md|toml|yml)$", word)]
    folders = [
        word for word in words if word in {"src", "adapters", "docs", "examples", "scripts", "benchmarks"}
    ]
    return [path for path in (*paths, *folders) if not path.startswith(MADE_LATER)]


def _of_mkdocs() -> list[str]:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = re.findall(r"[\w./-]+\.(?:md|ipynb)$", text.partition("\nnav:")[2], re.MULTILINE)
    paths = re.search(r"paths: \[(.+)\]", text).group(1).split(", ")
    sheets = re.findall(r"^extra_css: \[(.+)\]", text, re.MULTILINE)
    hooks = re.findall(r"^hooks: \[(.+)\]", text, re.MULTILINE)
    written = [page.replace(".md", ".ipynb") if page.startswith("notebooks/") else page for page in nav]
    return [*(f"docs/{page}" for page in (*written, *sheets)), *hooks, *paths]


@pytest.mark.parametrize("setting", _settings())
def test_every_path_in_the_settings_has_a_file(setting):
    paths = _settings()[setting]
    assert paths
    if setting in ("import contracts", "ignored imports"):
        stale = [path for path in paths if not is_module(path)]
    else:
        stale = [path for path in paths if not matches(path)]
    assert not stale, f"{setting}: no file for {', '.join(stale)}"


def is_module(path: str) -> bool:
    """Whether a module or package is there, in one of the folders of a brace."""
    places = [path.replace("{src,adapters}", folder) for folder in ("src", "adapters")]
    suffixes = ("",) if path.endswith("*") else (".py", "/__init__.py")
    return any(matches(f"{place}{suffix}") for place in places for suffix in suffixes)


def test_a_glob_without_a_file_is_noticed():
    assert matches("src/toolspan/{errors,page}.py")
    assert not matches("src/toolspan/{errors,no_such_module}.py")
    assert not matches("src/toolspan/no_such_room/**")


def test_a_connector_is_imported_without_pydantic_models():
    code = "import sys, toolspan.connectors.amazon_seller_partner; print({'pydantic.main', 'httpx2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
