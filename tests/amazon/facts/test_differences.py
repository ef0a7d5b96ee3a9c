from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from .test_freshness import MODELS, require_models, run

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("sales-api-model", "solicitations-api-model", "tokens-api-model")


def folder(path: Path) -> Path:
    for name in FEW:
        shutil.copytree(MODELS / name, path / name)
    return path


def test_what_amazon_added_removed_changed_and_deprecated_is_said_in_words(tmp_path: Path) -> None:
    require_models()
    old, new = folder(tmp_path / "old"), folder(tmp_path / "new")
    shutil.rmtree(new / "tokens-api-model")
    file = new / "sales-api-model/sales.json"
    file.chmod(0o644)
    model = json.loads(file.read_text("utf-8"))
    path = model["paths"]["/sales/v1/orderMetrics"]
    path["get"]["deprecated"] = True
    path["post"] = {**path["get"], "operationId": "createOrderMetrics"}
    path["get"]["parameters"] = [
        {**each, "required": True} if each["name"] == "asin" else each
        for each in path["get"]["parameters"]
        if each["name"] != "sku"
    ] + [{"name": "brand", "in": "query", "type": "string"}]
    file.write_text(json.dumps(model), "utf-8")
    done = run("--diff", str(old), str(new))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "- Removed: the API tokens_2021-03-01.",
        "- Added: createOrderMetrics of sales (POST /sales/v1/orderMetrics).",
        "- Removed: createRestrictedDataToken of tokens_2021-03-01 (POST /tokens/2021-03-01/restrictedDataToken).",
        (
            "- Changed: getOrderMetrics of sales (GET /sales/v1/orderMetrics): deprecated; new parameter brand; "
            "no parameter sku any more; parameter asin is now required."
        ),
    ]


def test_two_equal_sets_of_models_do_not_differ(tmp_path: Path) -> None:
    require_models()
    done = run("--diff", str(folder(tmp_path / "old")), str(folder(tmp_path / "new")))
    assert (done.returncode, done.stdout) == (0, "Nothing differs.\n")
