"""Uploads 2020-11-01: slots for the files of A+ content and messages."""

from __future__ import annotations

from typing import Any

from toolspan.emulator.files import APLUS
from toolspan.emulator.parameters import Parameters, list_of, text
from toolspan.emulator.schemas.answering import Checked, checked

_PARAMETERS = Parameters(
    list_of("marketplaceIds", most=1, required=True), text("contentMD5", required=True), text("contentType")
)


def _create(request: Checked) -> Any:
    """A slot, its address and the headers that the upload must have."""
    call = request.call
    values = _PARAMETERS.read(call.query, call.now)
    resource = call.path["resource"].strip("/")
    files = call.services.files
    slot = files.make(call.caller.key, resource, values["contentMD5"], values["contentType"])
    payload = {"uploadDestinationId": slot.upload_id, "url": files.link(call.services.base_url(), slot)}
    headers = {} if resource == APLUS else slot.headers
    return {"payload": {**payload, "headers": headers}}


HANDLERS = {"uploads_2020-11-01.createUploadDestinationForResource": checked(_create)}
