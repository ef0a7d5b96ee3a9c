"""Operations of the context store on each entity that is replicated, under the names that other clients use."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

_ACTIONS = {"search": "context_store_search", "sql_query": "context_store_sql_query"}
_OF = {
    "search": "Search the replicated {} by a filter, sorted, page by page.",
    "sql_query": "Answer a question on the replicated {} with one SELECT over the context store.",
}


def add_store_operations(names: dict[str, Any], streams: dict[str, Any]) -> None:
    """Add to `names` the operations of each entity with a table; nothing suggests them, as those of `context_store` do the same."""
    operations = names["operations"]
    relations = ", ".join([*streams["tables"], *streams.get("views", {})])
    operations["context_store"]["sql_query"]["local"]["sql"]["description"] += f" Tables: {relations}."
    entities = {facts.get("entity", name) for name, facts in streams["tables"].items()}
    for entity in operations.keys() & entities:
        for action, name in _ACTIONS.items():
            given = deepcopy(operations["context_store"][action])
            given |= {"summary": _OF[action].format(entity.replace("_", " ")), "listed": False}
            if action == "search":
                given["required"] = []
                del given["local"]["table"], given["example"]["table"]
            operations[entity][name] = given
