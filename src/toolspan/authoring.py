"""Everything that a connector author imports.

A connector is a `Connector` with an `OperationIndex` of its operations and `Guides` to them. It hands its calls to a
`LocalExecutor`, which asks a `RestAPI` for what is particular to the API: credentials, errors, defaults.
"""

from toolspan.base import ConnectorOptions
from toolspan.clock import SYSTEM_CLOCK, Clock, Deadline
from toolspan.connector import Connector
from toolspan.contract import Call, Token, TokenStore, UsagePlan
from toolspan.entity import Entity
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest
from toolspan.page import Meta, Page
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides
from toolspan.transport.api import RestAPI
from toolspan.transport.executor import BaseExecutor, LocalExecutor
from toolspan.transport.http import Http, Response, checked_url
from toolspan.transport.tokens import MemoryTokenStore, TokenProvider

__all__ = [
    "SYSTEM_CLOCK",
    "BaseExecutor",
    "Call",
    "Clock",
    "Connector",
    "ConnectorOptions",
    "Deadline",
    "Entity",
    "Guides",
    "Http",
    "LocalExecutor",
    "MemoryTokenStore",
    "Meta",
    "Operation",
    "OperationIndex",
    "Page",
    "Redactor",
    "Response",
    "RestAPI",
    "Token",
    "TokenProvider",
    "TokenStore",
    "UsagePlan",
    "WireRequest",
    "checked_url",
]
