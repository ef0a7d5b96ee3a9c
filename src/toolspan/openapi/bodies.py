"""Bodies of a route as operation records have them: the media type that is written, and its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.openapi.parameters import is_credential
from toolspan.openapi.references import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.openapi.route import Route
    from toolspan.openapi.schemas import Schemas
    from toolspan.openapi.security import Schemes

_RANKS = ("json", "merge-patch", "form", "multipart", "text", "bytes")
_STYLES = {
    "form": "form",
    "spaceDelimited": "space",
    "pipeDelimited": "pipe",
    "deepObject": "deep",
    "tabDelimited": "tsv",
}
_BINARY = ("octet-stream", "image/", "audio/", "video/", "pdf", "zip", "font/", "x-tar")
_UNKNOWN = ("xml", "event-stream", "jsonl", "ndjson", "x-protobuf", "multipart/mixed", "multipart/related")
_EXACT = {
    "*/*": "json",
    "application/*": "json",
    "application/merge-patch+json": "merge-patch",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}


def media_of(kind: str) -> str | None:
    """Return how a media type is written; None if it cannot be."""
    plain = kind.partition(";")[0].strip().lower()
    if (exact := _EXACT.get(plain)) is not None:
        return exact
    if any(word in plain for word in _UNKNOWN):
        return None
    if plain.endswith(("+json", "/json")):
        return "json"
    if plain.startswith("text/"):
        return "text"
    return "bytes" if any(word in plain for word in _BINARY) else None


def body_of(route: Route, schemas: Schemas, schemes: Schemes, wanted: str | None) -> dict[str, Any] | None:
    """Return the body record of a route; None if it has no body.

    Args:
        route: The route.
        schemas: Converts the body's schema.
        schemes: Its credentials are no fields: they are filled in.
        wanted: The media type that the owner wants.

    Raises:
        Unusable: It is in no media type that can be written.
    """
    if route.body is None or route.method in ("GET", "HEAD", "TRACE"):
        return None
    body, source = route.body
    content = body.get("content")
    if not isinstance(content, dict) or not content:
        return None
    kind, media = _chosen(content, wanted)
    stated = content[kind] if isinstance(content[kind], dict) else {}
    schema = stated.get("schema", {})
    record: dict[str, Any] = {"required": body.get("required") is True, "media": media}
    plain = kind.partition(";")[0].strip()
    if media in ("text", "bytes") or plain not in ("application/json", "*/*", "application/*"):
        record["content_type"] = kind if "*" not in kind else "application/octet-stream"
    if media == "multipart":
        del record["content_type"]
    if media == "bytes":
        return {**record, "schema": {"type": "string", "format": "binary"}}
    if media == "text":
        return {**record, "schema": _text_of(schemas.of(schema, source))}
    converted = schemas.of(schema, source)
    if media in ("form", "multipart"):
        converted = _fields(converted, route, schemas, schemes)
        record["encoding"] = _encoding(stated.get("encoding"), media)
    return {**record, "schema": converted}


def _chosen(content: Mapping[str, Any], wanted: str | None) -> tuple[str, str]:
    if wanted is not None:
        found = next(
            (kind for kind in content if kind.partition(";")[0].strip().lower() == wanted.lower()), None
        )
        if found is None or (media := media_of(found)) is None:
            raise Unusable(
                f"its body is not written as {wanted[:60]!r}: it may be {', '.join(content)[:120]}"
            )
        return found, media
    known = [(kind, media) for kind in content if (media := media_of(kind)) is not None]
    if not known:
        raise Unusable(f"its body is written as {', '.join(content)[:120]}, which is not supported")
    return min(known, key=lambda pair: (_rank(*pair), list(content).index(pair[0])))


def _rank(kind: str, media: str) -> float:
    rank = float(_RANKS.index(media))
    return rank + 0.5 if kind.partition(";")[0] != "application/json" and media == "json" else rank


def _text_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        key: schema[key]
        for key in ("minLength", "maxLength", "pattern", "enum", "description")
        if key in schema
    }
    return {"type": "string", **kept}


def _fields(schema: dict[str, Any], route: Route, schemas: Schemas, schemes: Schemes) -> dict[str, Any]:
    """Return the schema of a form without its credentials."""
    plain = dict(schemas.resolved(schema))
    properties = plain.get("properties")
    if not isinstance(properties, dict):
        return schema
    gone = [
        name
        for name, part in properties.items()
        if is_credential(name, part.get("description"), route, schemes)
    ]
    if not gone:
        return schema
    plain["properties"] = {name: part for name, part in properties.items() if name not in gone}
    plain["required"] = [name for name in plain.get("required", ()) if name not in gone]
    return plain


def _encoding(stated: Any, media: str) -> dict[str, dict[str, Any]]:
    """Return how the fields are written, where that is not what their type implies."""
    found: dict[str, dict[str, Any]] = {}
    for name, how in stated.items() if isinstance(stated, dict) else ():
        if not isinstance(how, dict):
            continue
        record: dict[str, Any] = {}
        if isinstance(how.get("contentType"), str):
            record["content_type"] = how["contentType"]
        if media == "form" or "style" in how:
            style = _STYLES.get(str(how.get("style", "form")))
            if style and ("style" in how or "explode" in how):
                record |= {"style": style, "explode": how.get("explode", style in ("form", "deep"))}
            if how.get("allowReserved") is True:
                record["reserved"] = True
        if record:
            found[name] = record
    return found
