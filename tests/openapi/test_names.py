"""Names of operations: readable, unique, short enough, and the same whatever the order of the document."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolspan.openapi.names import LONGEST, Nameless, names_of

from .documents import ALL, needs_documents, operations

SNAPSHOTS = Path(__file__).parent / "names"


def nameless(document: str) -> list[Nameless]:
    return [
        Nameless(method, path, operation.get("operationId"), tuple(operation.get("tags", ())))
        for method, path, operation in operations(document)
    ]


def name(
    method: str, path: str, operation_id: str | None = None, *tags: str, given: str | None = None
) -> str:
    (found,) = names_of([Nameless(method, path, operation_id, tags, given)]).values()
    return ".".join(found)


@pytest.mark.parametrize(
    ("method", "path", "operation_id", "tag", "expected"),
    [
        ("GET", "/repos/{owner}/issues", "issues/list-for-repo", "issues", "issues.list_for_repo"),
        ("GET", "/rate_limit", "rate-limit/get", "rate-limit", "rate_limit.get"),
        ("GET", "/files/{file_id}", "get_files_id", "Files", "files.get"),
        ("GET", "/folders/{id}/items", "get_folders_id_items", "Folders", "folders.list_items"),
        ("PUT", "/files/{id}#add_shared_link", "put_files_id#add_shared_link", "Shared links (Files)", "shared_links_files.add_shared_link"),
        ("GET", "/shared_items#folders", "get_shared_items#folders", "Shared links", "shared_links.list_folders"),
        ("GET", "/search", "get_search", "Search", "search.get"),
        ("GET", "/v1/files/{key}/comments/{id}/reactions", "getCommentReactions", "Comment Reactions", "comment_reactions.list"),
        ("GET", "/v1/projects/{id}/files", "getProjectFiles", "Projects", "projects.get_files"),
        ("GET", "/v1/teams/{id}/projects", "getTeamProjects", "Projects", "projects.get_for_team"),
        ("GET", "/users/{id}/email_aliases", "get_users_id_email_aliases", "Email aliases", "email_aliases.list_for_users"),
        ("POST", "/v1/files/{key}/comments", "postComment", "Comments", "comments.create"),
        ("POST", "/admin.users.setOwner", "admin_users_setOwner", "admin.users", "admin_users.set_owner"),
        ("POST", "/admin.users.setOwner", None, None, "admin_users.set_owner"),
        ("GET", "/applications/@me", "get_my_application", None, "applications.get_my"),
        ("GET", "/2010-04-01/Accounts/{Sid}/Media/{Id}.json", "DeleteMedia", "MediaInstance", "media_instance.delete_media"),
        ("POST", "/bookings/{ref}/cancel", None, "bookings", "bookings.cancel"),
        ("GET", "/bookings/{ref}/invoice", None, "bookings", "bookings.get_invoice"),
        ("GET", "/api/v2/users/{id}/posts", None, None, "users.list_posts"),
        ("GET", "/items/{item_id}", "read_item_items__item_id__get", None, "items.read"),
        ("GET", "/cats/{id}", "CatsController_findOne", "cats", "cats.find_one"),
        ("GET", "/albums/{id}", "get-an-album", "Albums", "albums.get"),
        ("GET", "/docs", "read", "docs", "docs_api.read"),
        ("GET", "/results", None, None, "results_api.list"),
        ("GET", "/", None, None, "api.get"),
        ("GET", "/{id}", None, None, "api.get"),
        ("GET", "/2fa", "2fa", "2fa", "api_2fa.get"),
        ("GET", "/名前", None, "名前", "api.get"),
        ("GET", "/öffnungszeiten", None, "Öffnungszeiten", "offnungszeiten.get"),
    ],
)  # fmt: skip
def test_a_name_says_what_the_operation_is(method, path, operation_id, tag, expected):
    assert name(method, path, operation_id, *([tag] if tag else [])) == expected


def test_words_that_all_tags_share_at_the_front_are_left_out():
    found = names_of(
        [
            Nameless("GET", "/a", "ListMessage", ("Api20100401Message",)),
            Nameless("GET", "/b", "ListCall", ("Api20100401Call",)),
        ]
    )
    assert {".".join(each) for each in found.values()} == {"message.list", "call.list"}


def test_a_tag_that_holds_nearly_everything_gives_way_to_the_path():
    crowd = [Nameless("POST", f"/thing{n}/run", f"thing{n}Run", ("plaid",)) for n in range(50)]
    assert {each.entity for each in names_of(crowd).values()} == {f"thing{n}" for n in range(50)}


def test_tags_that_differ_in_spelling_only_are_one_entity():
    found = names_of([Nameless("GET", "/a", "a", ("webhooks",)), Nameless("GET", "/b", "b", ("Web Hooks",))])
    assert {each.entity for each in found.values()} == {"web_hooks"}


def test_of_operations_with_one_name_the_others_say_by_what():
    found = names_of(
        [
            Nameless("GET", "/files/{id}/metadata/{scope}/{key}", None, ("Metadata",)),
            Nameless("GET", "/files/{id}/metadata", None, ("Metadata",)),
            Nameless("GET", "/twins/b", "twin", ("names",)),
            Nameless("GET", "/twins/a", "twin", ("names",)),
        ]
    )
    assert {path: each.action for (_, path), each in found.items()} == {
        "/files/{id}/metadata": "get_for_files",
        "/files/{id}/metadata/{scope}/{key}": "get_for_files_by_key",
        "/twins/a": "twin",
        "/twins/b": "twin_2",
    }


def test_the_owner_names_what_no_rule_names_well():
    assert name("POST", "/files/content", "post_files_content", "Uploads", given="upload") == "uploads.upload"
    assert (
        name("POST", "/files/content", "post_files_content", "Uploads", given="files.upload")
        == "files.upload"
    )
    renamed = names_of(
        [Nameless("GET", "/a", "list", ("Shared links (Files)",))], {"shared_links_files": "links"}
    )
    assert [".".join(each) for each in renamed.values()] == ["links.list"]


_SEGMENT = st.sampled_from(
    ["users", "user", "v1", "{id}", "{user_id}", "a.b", "get", "{x}-{y}.json", "docs", "é", "q" * 70]
)
_OPERATION = st.builds(
    Nameless,
    st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    st.lists(_SEGMENT, max_size=4).map(lambda parts: "/" + "/".join(parts)),
    st.none() | st.sampled_from(["get", "getUser", "users/list", "x" * 90, "a_b_c", "_", "get_users_id"]),
    st.lists(st.sampled_from(["Users", "users", "raw", "a b", "名", "long " * 20]), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_OPERATION, max_size=30, unique_by=lambda each: (each.method, each.path)), st.randoms())
def test_names_are_unique_short_and_stable_under_any_order(listed, dice: random.Random):
    found = names_of(listed)
    assert len(found) == len(listed)
    assert len({f"{entity}.{action}".replace("_", "") for entity, action in found.values()}) == len(listed)
    for entity, action in found.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", entity)
        assert re.fullmatch(r"[a-z][a-z0-9_]*", action)
        assert len(f"{entity}_{action}") <= LONGEST
        assert entity not in ("docs", "results", "raw")
    dice.shuffle(listed)
    assert names_of(listed) == found


@needs_documents
@pytest.mark.parametrize("document", ALL)
def test_names_of_real_documents_change_only_on_purpose(document):
    found = names_of(nameless(document))
    lines = [f"{'.'.join(name)}  {method} {path}" for (method, path), name in found.items()]
    text = "\n".join(sorted(lines)) + "\n"
    snapshot = SNAPSHOTS / f"{document}.txt"
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(text, "utf-8")
        pytest.fail("there was no snapshot; one was written")
    assert text == snapshot.read_text("utf-8"), f"remove {snapshot} and run again if this is meant"
