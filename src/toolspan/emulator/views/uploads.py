"""Uploads 2020-11-01: slots for the files of A+ content and messages."""

from __future__ import annotations

import re

from toolspan.emulator.errors import missing_or_invalid, not_found
from toolspan.emulator.files import APLUS
from toolspan.emulator.handling import Answer, Call
from toolspan.emulator.parameters import Parameters, list_of, text
from toolspan.emulator.views.paging import sold_in

_PARAMETERS = Parameters(
    list_of("marketplaceIds", most=1, required=True), text("contentMD5", required=True), text("contentType")
)
_MESSAGE = re.compile(r"messaging/v1/orders/([^/]+)/messages/\w+")


def create_upload_destination(call: Call) -> Answer:
    """A slot, its address and the headers that the upload must have."""
    values = _PARAMETERS.read(call.query, call.now)
    sold_in(call, "marketplaceIds", values["marketplaceIds"])
    resource = call.path["resource"].strip("/")
    message = _MESSAGE.fullmatch(resource)
    known = message and call.world.order(message[1], call.now) is not None
    if resource != APLUS and not known:
        raise not_found(f"There is no resource {resource}.")
    if resource == APLUS and not values["contentType"]:
        raise missing_or_invalid("contentType")
    files = call.services.files
    slot = files.make(call.caller.key, resource, values["contentMD5"], values["contentType"])
    payload = {"uploadDestinationId": slot.upload_id, "url": files.link(call.services.base_url(), slot)}
    headers = {} if resource == APLUS else slot.headers
    return Answer(201, {"payload": {**payload, "headers": headers}})


HANDLERS = {"uploads_2020-11-01.createUploadDestinationForResource": create_upload_destination}
