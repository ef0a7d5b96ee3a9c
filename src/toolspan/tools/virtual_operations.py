"""Operations that every connector has besides its API's: guides, the rest of a long result, the time of a job.

They run in this process, whatever the connector's executor is. An agent that has only the one
`execute` tool reaches them as `docs`, `results` and `limits`.
"""

from __future__ import annotations

from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation, Parameter

_WHOLE_NUMBER = {"type": "integer", "minimum": 0}
DOCS_READ = Operation(
    "docs",
    "read",
    "How to use these tools: parameters, limits, traps and examples of each entity.",
    "read",
    runs="client",
    handler="toolspan.tools.guides:read_docs",
    parameters=(
        Parameter(
            "section",
            "query",
            required=False,
            schema={
                "type": "string",
                "description": "Such as orders, or orders#list. Leave out for the outline.",
            },
        ),
    ),
    example={"section": "orders"},
)
DOCS_SEARCH = Operation(
    "docs",
    "search",
    "Finds the operations and guide sections that fit a question. Ask in English.",
    "read",
    runs="client",
    handler="toolspan.tools.search:search_docs",
    parameters=(Parameter("query", "query", required=True, schema={"type": "string"}),),
    example={"query": "orders shipped late"},
)
RESULTS_READ_MORE = Operation(
    "results",
    "read_more",
    "The rest of a result that was cut: its meta.read_on is the call for this.",
    "read",
    runs="client",
    handler="toolspan.tools.results:read_more",
    parameters=(
        Parameter("handle", "query", required=True, schema={"type": "string"}),
        Parameter(
            "offset",
            "query",
            required=False,
            schema={**_WHOLE_NUMBER, "description": "Number of the first record."},
        ),
        Parameter(
            "path",
            "query",
            required=False,
            schema={"type": "string", "description": 'Part of one record, such as "0.items".'},
        ),
    ),
    example={"handle": "the handle in meta of the result", "offset": 20},
)
LIMITS_SIMULATE = Operation(
    "limits",
    "simulate",
    "How long a number of calls takes under the rate limit, from now on.",
    "read",
    runs="client",
    handler="toolspan.tools.pacing:simulate",
    parameters=(
        Parameter(
            "operation",
            "query",
            required=True,
            schema={"type": "string", "description": "As entity.action, such as orders.list."},
        ),
        Parameter("calls", "query", required=True, schema={"type": "integer", "minimum": 1}),
    ),
    example={"operation": "orders.list", "calls": 100},
)
VIRTUAL_OPERATIONS = OperationIndex.of(DOCS_SEARCH, DOCS_READ, RESULTS_READ_MORE, LIMITS_SIMULATE)
"""What `Connector` adds to every connector."""
