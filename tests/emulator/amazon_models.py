"""Amazon's models as a judge of the emulator's responses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from toolspan.emulator.routing import match

MODELS = Path(__file__).resolve().parents[3] / "shared/sp-api-models"


@cache
def document(api: str) -> dict[str, Any]:
    (file,) = MODELS.glob(f"*/{api}.json")
    return json.loads(file.read_text("utf-8"))


def wrong_in(answer: Any) -> list[str]:
    """What Amazon's model finds wrong in a response; nothing where the models are not here."""
    if not MODELS.exists():
        return []
    route = match(answer.request.method, answer.request.url.raw_path.decode().partition("?")[0])
    assert route is not None
    model = document(route[0].api)
    response = model["paths"][route[0].path][route[0].method.lower()]["responses"][str(answer.status_code)]
    while "$ref" in response:
        response = model["responses"][response["$ref"].rsplit("/", 1)[-1]]
    if "schema" not in response:
        return []
    whole = {**response["schema"], "definitions": model["definitions"]}
    return [error.message for error in Draft4Validator(whole).iter_errors(answer.json())]
