"""The suite for connectors passes a good one of each kind, and fails one that has a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from described import described, query, record

from toolspan.auth import ApiKey, Basic, Bearer, ClientCredentials, RefreshToken
from toolspan.authoring import Call, Operation, RestAPI, RestConnector, WireRequest
from toolspan.errors import InvalidInput, ToolspanError
from toolspan.testing import ConnectorConformance, Pages, Reply
from toolspan.testing.connector_checks import CHECKS

KEY = "key-that-nobody-may-see"
HEADER = '[auth]\ntype = "api_key"\nname = "X-Api-Key"\n'
PAGING = '[paging]\ntype = "token"\nparameter = "after"\nresponse = "next"\n'
SUBJECT = {"type": "object", "properties": {"subject": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}}, "required": ["subject"]}  # fmt: skip
LIST = record("list", records="tickets", records_kind="list", rate=2.0, burst=3,
              parameters=[*query("after", "state_name"), {"name": "X-Team", "in": "header", "schema": {"type": "string"}}])  # fmt: skip
GET = record("get", path="/tickets/{ticketId}", records="ticket", example={"ticket_id": "T 7/8"},
             parameters=[{"name": "ticketId", "in": "path", "schema": {"type": "string"}}])  # fmt: skip
CREATE = record(
    "create",
    "POST",
    body={"required": True, "schema": SUBJECT},
    records="ticket",
    example={"subject": "Late"},
)
CLOSE = record("close", "DELETE", path="/tickets/{ticketId}", destructive=True, records_kind="none", example={"ticket_id": "7"},
               parameters=GET["parameters"])  # fmt: skip
RECORDS = (LIST, GET, CREATE, CLOSE)
ANSWERS: dict[str, Any] = {
    "tickets.list": Pages({"tickets": [{"id": 1}, {"id": 2}], "next": "b"}, {"tickets": [{"id": 3}], "next": None}),
    "tickets.get": {"ticket": {"id": 7, "notes": [{"text": "x"}]}},
    "tickets.create": {"ticket": {"id": 8}},
    "tickets.close": Reply(None, 204),
}  # fmt: skip
GUIDE = "# tickets\n\nOf customers.\n" + "".join(
    f"\n## {name}\n\nHow to {name} them.\n" for name in ("list", "get", "create", "close")
)


def suite(
    made: type[RestConnector], auth: Any = None, answers: Mapping[str, Any] = ANSWERS, **more: Any
) -> ConnectorConformance:
    members = {"connector": made, "auth": auth, "answers": answers, "__test__": False, **more}
    return type("Suite", (ConnectorConformance,), members)()


def connector(
    folder: Path,
    toml: str = HEADER + PAGING,
    records: Sequence[Mapping[str, Any]] = RECORDS,
    api: type[RestAPI] = RestAPI,
) -> type[RestConnector]:
    made = described(folder, toml, records, api)
    (folder / made.__module__ / "guides/tickets.md").write_text(GUIDE)
    return made


def failures(tried: ConnectorConformance, *names: str) -> dict[str, str]:
    """The checks that fail, with what they say; those of these names alone, if there are any."""
    found = {}
    for check in CHECKS:
        if not names or check.__name__ in names:
            try:
                tried.test_connector(check)
            except (AssertionError, ToolspanError) as error:
                found[check.__name__] = str(error)
    return found


OF_CREDENTIALS = (
    "credentials_arrive",
    "no_secret_is_shown",
    "rejected_credentials_are_renewed_once_at_most",
    "an_expired_token_is_renewed",
    "a_dry_run_sends_nothing",
    "an_account_is_told_apart",
)
QUICK = [check.__name__ for check in CHECKS if check.__name__ != "every_framework_gets_its_tools"]


@pytest.mark.parametrize(
    ("toml", "auth"),
    [
        ("", None),
        (HEADER, ApiKey(KEY)),
        ('[auth]\ntype = "api_key"\nin = "query"\nname = "key"\n', ApiKey(KEY)),
        ('[auth]\ntype = "api_key"\nin = "cookie"\nname = "sid"\n', ApiKey(KEY)),
        ('[auth]\ntype = "basic"\n', Basic("ann", KEY)),
        ('[auth]\ntype = "bearer"\n', Bearer(KEY)),
        ('[auth]\ntype = "oauth2_client"\ntoken_url = "https://login.example/t"\n', ClientCredentials(client_id="c", client_secret=KEY)),
        (
            '[auth]\ntype = "oauth2_refresh"\ntoken_url = "/t"\n',
            RefreshToken(client_id="c", client_secret=KEY, refresh_token=f"refresh-{KEY}"),
        ),
    ],
    ids=["none", "header", "query", "cookie", "basic", "bearer", "client", "refresh"],
)  # fmt: skip
def test_every_kind_of_credentials_is_sent_and_never_shown(tmp_path, toml, auth):
    assert failures(suite(connector(tmp_path, toml + PAGING), auth), *OF_CREDENTIALS) == {}


def test_a_good_connector_passes_every_check(tmp_path):
    assert failures(suite(connector(tmp_path), ApiKey(KEY)), *QUICK) == {}


def test_a_good_connector_has_its_tools_in_every_framework(tmp_path):
    assert failures(suite(connector(tmp_path)), "every_framework_gets_its_tools") == {}


class DroppedBody(RestAPI):
    def fill(self, call: Call) -> Mapping[str, Any]:
        return {name: value for name, value in super().fill(call).items() if name != "tags"}


class DroppedHeader(RestAPI):
    def fill(self, call: Call) -> Mapping[str, Any]:
        return {name: value for name, value in super().fill(call).items() if name != "X-Team"}


class KeyInError(RestAPI):
    """Its error shows the key in a spelling that nobody masks."""

    def error(self, operation: Operation, response: Any) -> ToolspanError:
        error = super().error(operation, response)
        error.retry_after = error.retry_after
        error.resume = {"entity": "tickets", "action": "get", "params": {"key": KEY}}
        return error


class KeyInAbout(RestAPI):
    def about(self) -> dict[str, Any]:
        return {"account": KEY}


class NoKey(RestAPI):
    async def credentials(
        self, operation: Operation, request: WireRequest, values: Any, deadline: Any
    ) -> Any:
        from toolspan.authoring import Credentials

        return Credentials()


class WrongError(RestAPI):
    def error(self, operation: Operation, response: Any) -> ToolspanError:
        return InvalidInput("It failed.", status=response.status)


class EndlessRenewal(RestAPI):
    async def renewed(self, credentials: Any, response: Any, deadline: Any, *, again: bool) -> bool:
        return response.status == 401


class NoRetries(RestAPI):
    def verdict(self, operation: Operation, response: Any) -> ToolspanError | None:
        return self.error(operation, response)


def changed(number: int, **more: Any) -> tuple[Mapping[str, Any], ...]:
    """The records with other facts of one of them."""
    return tuple({**each, **more} if place == number else each for place, each in enumerate(RECORDS))


TAKES: Callable[..., Any] = connector
FAULTS: dict[str, tuple[dict[str, Any], Mapping[str, Any], str]] = {
    "idempotent POST": ({"records": changed(2, idempotent=True)}, {}, "a_write_is_never_sent_twice"),
    "idempotent POST by its record": ({"records": changed(2, idempotent=True)}, {}, "names_and_effects_agree"),
    "dropped body": ({"api": DroppedBody}, {}, "a_body_is_sent_whole"),
    "dropped header": ({"api": DroppedHeader}, {}, "every_parameter_arrives"),
    "wrong records path": ({"records": changed(0, records="next")}, {}, "each_answer_gives_its_records"),
    "records path that is not there": ({"records": changed(1, records="tickte")}, {}, "each_answer_gives_its_records"),
    "whole body as the record of a list": ({"records": changed(0, records=None, records_kind="one")}, {}, "each_answer_gives_its_records"),
    "unfollowed page": ({"toml": HEADER}, {}, "pages_are_followed_to_the_end"),
    "token looked for elsewhere": ({"toml": HEADER + PAGING.replace('"next"', '"following"')}, {}, "pages_are_followed_to_the_end"),
    "paging that is not tried": ({}, {"answers": {**ANSWERS, "tickets.list": {"tickets": [{"id": 1}], "next": None}}}, "pages_are_followed_to_the_end"),
    "secret in an error": ({"api": KeyInError}, {}, "no_secret_is_shown"),
    "secret in what agents read": ({"api": KeyInAbout}, {}, "no_secret_is_shown"),
    "credentials left out": ({"api": NoKey}, {}, "credentials_arrive"),
    "every failure is the caller's": ({"api": WrongError}, {}, "rejected_credentials_are_renewed_once_at_most"),
    "credentials renewed without end": ({"api": EndlessRenewal}, {}, "rejected_credentials_are_renewed_once_at_most"),
    "no retries": ({"api": NoRetries}, {}, "a_read_is_repeated_after_a_passing_failure"),
    "quota not waited for": ({"api": NoRetries}, {}, "a_used_up_quota_is_waited_for"),
    "write that is called a read": ({"records": changed(2, effect="read")}, {}, "names_and_effects_agree"),
    "deletion that takes nothing away": ({"records": changed(3, destructive=False)}, {}, "names_and_effects_agree"),
    "example that is not valid": ({"records": changed(2, example={"tags": ["a"]})}, {}, "every_example_is_valid"),
    "answer to another operation": ({}, {"answers": {**ANSWERS, "tickets.lits": {}}}, "every_operation_has_an_answer"),
    "operation without an answer": ({"records": (*RECORDS, record("count", path="/count"))}, {}, "every_operation_has_an_answer"),
    "operation without a section": ({"records": (*RECORDS, record("count", path="/count"))}, {}, "every_entity_has_its_guide"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_the_suite(tmp_path, fault):
    made, more, check = FAULTS[fault]
    found = failures(suite(TAKES(tmp_path, **made), ApiKey(KEY), **more), check)
    assert set(found) == {check}, f"{fault} was not noticed"
    assert "tickets" in found[check] or "connector" in found[check]


def test_a_fault_that_is_not_there_is_not_found(tmp_path):
    checks = {check for _, _, check in FAULTS.values()}
    assert failures(suite(connector(tmp_path), ApiKey(KEY)), *checks) == {}
