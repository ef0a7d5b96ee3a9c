"""Effects: a method that is safe reads, unless the name says otherwise."""

from __future__ import annotations

import pytest

from toolspan.openapi.names import Nameless, names_of
from toolspan.openapi.verbs import changes_by_id, changes_by_path, effect_of

from .documents import REAL, needs_documents, operations

WRITING_GETS = {
    "apps.uninstall", "auth.revoke", "dialog.open", "files_remote.share", "views.open", "views.publish", "views.push",
    "views.update", "workflows.update_step",
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "action", "effect"),
    [
        ("GET", "list", "read"),
        ("HEAD", "exists", "read"),
        ("GET", "revoke", "write"),
        ("GET", "update_step", "write"),
        ("GET", "share_status", "read"),
        ("GET", "uploads", "read"),
        ("GET", "get_revoked", "read"),
        ("GET", "test", "read"),
        ("POST", "search", "write"),
        ("DELETE", "get", "write"),
        ("QUERY", "list", "write"),
    ],
)
def test_the_effect_follows_from_method_and_verb_towards_more_caution(method, action, effect):
    assert effect_of(method, action) == effect


@pytest.mark.parametrize(
    "name",
    [
        "usersDelete",
        "user_delete",
        "getAndDelete",
        "apiDeleteUser",
        "v1DeleteUser",
        "doLogout",
        "usersControllerRemove",
        "charge",
        "issueToken",
    ],
)
def test_a_verb_of_change_counts_anywhere_in_an_id(name):
    assert changes_by_id(name)


@pytest.mark.parametrize(
    "name", ["getUpdates", "listDeleted", "issues", "issueList", "getCancelReasons", "showPosts"]
)
def test_an_id_that_asks_reads(name):
    assert not changes_by_id(name)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/users/{id}/delete", True),
        ("/delete/{id}", True),
        ("/cancel?now=1", True),
        ("/users/{id}/deleted", False),
        ("/users/{id}", False),
        ("/pulls/{number}/merge", False),
        ("/", False),
    ],
)
def test_a_verb_of_change_counts_at_the_end_of_a_path(path, changes):
    assert changes_by_path(path) == changes


@needs_documents
def test_of_the_real_documents_only_gets_that_change_something_count_as_writes():
    found = set()
    for document in REAL:
        listed = list(operations(document))
        names = names_of(
            Nameless(method, path, operation.get("operationId"), tuple(operation.get("tags", ())))
            for method, path, operation in listed
        )
        found |= {
            ".".join(name)
            for (method, _), name in names.items()
            if method == "GET" and effect_of(method, name.action) == "write"
        }
    assert found == WRITING_GETS
