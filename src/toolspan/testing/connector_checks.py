"""Checks of a connector: what every connector must do, tried on a local server with its author's answers."""

from __future__ import annotations

import json
import logging
import re
import traceback
from typing import TYPE_CHECKING, Any

from toolspan.contract import asking
from toolspan.errors import (
    AuthenticationError,
    InvalidInput,
    NeedsApproval,
    OutcomeUnknown,
    PolicyDenied,
    RateLimited,
    ToolspanError,
    UpstreamError,
)
from toolspan.operations.names import snake, suggestion
from toolspan.policy import Policy
from toolspan.testing.api_trial import Pages, body_of, records_in
from toolspan.testing.local_api import LocalAPI, Received, Reply
from toolspan.testing.samples import NONE, leaves, wrong
from toolspan.tools.adapters import adapter_names
from toolspan.tools.build import specs_of
from toolspan.tools.published import questions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

    from toolspan.connector import Connector
    from toolspan.contract import Question, ToolSpec
    from toolspan.operations.model import Operation, Parameter
    from toolspan.page import Page
    from toolspan.testing.api_trial import Trial

    ConnectorCheck = Callable[[Trial], Coroutine[Any, Any, None]]

_READING = ("list", "get", "search", "find", "query", "count", "check", "preview", "read", "lookup", "describe", "estimate",
            "latest", "download", "fetch", "show", "compare", "calculate", "validate", "on", "run")  # fmt: skip
"""First words of actions that may read by POST."""
_WRITING = ("create", "update", "delete", "remove", "add", "set", "send", "post", "cancel", "close", "open", "revoke",
            "archive", "publish", "replace", "patch", "submit", "approve", "assign", "merge", "start", "stop")  # fmt: skip
"""First words of actions that write, whatever their method is."""
_LONG_NAME = 4
_MANY = 50
"""Largest burst that is used up call by call."""


async def _call(connector: Connector, operation: Operation, params: dict[str, Any], **options: Any) -> Page:
    return await connector.execute(operation.entity, operation.action, params, **options)


async def _failing(
    connector: Connector, operation: Operation, params: dict[str, Any], **options: Any
) -> ToolspanError | None:
    """Return the error of a call; None if there was none."""
    try:
        await _call(connector, operation, params, **options)
    except ToolspanError as error:
        return error
    return None


def _always(body: Any, status: int, headers: Mapping[str, str] | None = None) -> Callable[[Received], Reply]:
    """Return a function that gives this reply to every request."""
    reply = Reply(body, status, headers or {})
    return lambda _: reply


def _first(*replies: Reply) -> Callable[[Received], Reply | None]:
    """Return a function that gives these replies to the first requests."""
    left = list(replies)
    return lambda _: left.pop(0) if left else None


def _none(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)


# ---------------------------------------------------------------------- what it says of itself


async def every_operation_has_an_answer(trial: Trial) -> None:
    names = [each.name for each in trial.operations]
    assert names, "the connector has no operation"
    faults = [f"{name}: `answers` has no response for it" for name in names if name not in trial.answers]
    faults += [
        f"`answers` has {name}, which is no operation.{suggestion(name, names)}"
        for name in trial.answers
        if name not in names
    ]
    _none(faults)


async def every_example_is_valid(trial: Trial) -> None:
    connector, faults = trial.made(), []
    for operation in trial.operations:
        params = trial.example(operation)
        try:
            call = connector.prepare(operation.entity, operation.action, params)
            connector.check_sendable(call)
        except ToolspanError as error:
            faults.append(f"{operation.name} with {params}: {error}")
    _none(faults)


async def every_entity_has_its_guide(trial: Trial) -> None:
    connector = trial.made()
    guides = {row["section"]: row["parts"] for row in connector.guides.outline()}
    faults = []
    for entity, actions in connector.operations.entities.items():
        if entity not in guides:
            faults.append(f"guides/{entity}.md is missing")
            continue
        parts = {snake(part.partition("#")[2]).replace("_", "") for part in guides[entity]}
        for action in actions:
            if action.replace("_", "") not in parts:
                faults.append(f"guides/{entity}.md has no section `## {action}`")
            elif len(connector.guides.read(f"{entity}#{action}").strip().splitlines()) < 2:
                faults.append(f"guides/{entity}.md: the section `## {action}` is empty")
    _none(faults)


async def search_finds_each_operation(trial: Trial) -> None:
    connector, faults = trial.made(), []
    for operation in trial.operations:
        query = f"{operation.summary} {operation.entity}"
        rows = connector.inspect(query)["found"]
        if (operation.entity, operation.action) not in [
            (row.get("entity"), row.get("action")) for row in rows
        ]:
            faults.append(f'{operation.name} is not among what a search for "{query}" finds')
    _none(faults)


async def names_and_effects_agree(trial: Trial) -> None:
    faults = []
    for operation in trial.operations:
        verb, method = operation.action.partition("_")[0], operation.method
        if operation.effect == "read" and (verb in _WRITING or method in ("PUT", "PATCH", "DELETE")):
            faults.append(
                f"{operation.name} is a {method}, and its effect is read: such a call changes something"
            )
        if operation.effect == "read" and method == "POST" and verb not in _READING:
            faults.append(
                f"{operation.name} is a POST with the effect read, and its name does not say that it reads"
            )
        if method == "DELETE" and not operation.destructive:
            faults.append(f"{operation.name} is a DELETE, and not destructive")
        if operation.effect == "write" and method in ("POST", "PATCH") and operation.idempotent:
            faults.append(
                f"{operation.name} is a {method} that is said to be idempotent, and would be sent twice"
            )
    _none(faults)


async def the_default_policy_reads_only(trial: Trial) -> None:
    async with trial.trying(policy=None) as (connector, arrived):
        for operation in trial.operations:
            if operation.effect == "write":
                error = await _failing(connector, operation, trial.example(operation))
                assert isinstance(error, PolicyDenied), f"{operation.name} is a write that no policy allowed"
        assert not arrived, "a write was sent that no policy allowed"
        assert all(spec.read_only for spec in specs_of(connector))


# ---------------------------------------------------------------------- requests and responses


async def each_answer_gives_its_records(trial: Trial) -> None:
    faults = []
    for operation in trial.operations:
        async with trial.trying() as (connector, _):
            page, first = (
                await _call(connector, operation, trial.example(operation)),
                trial.pages(operation)[0],
            )
            body = body_of(first)
            faults += [f"{operation.name}: {each}" for each in _misread(operation, page, body)]
    _none(faults)


def _misread(operation: Operation, page: Page, body: Any) -> Iterator[str]:
    if operation.records_kind == "none":
        return
    if not page.data and body not in (None, [], {}):
        yield f"the answer holds no record at {operation.records or 'its top'}"
    if missing := [each for each in page.meta.warnings if "was taken as an empty list" in each]:
        yield missing[0]
    if (
        operation.records_kind in ("list", "one")
        and page.data != records_in(operation, body)
        and isinstance(body, dict | list)
    ):
        yield f"its records are not those at {operation.records or 'the top'} of the answer"
    longest, where = max(_lists(body), default=(0, ""), key=lambda each: each[0])
    if operation.records_kind == "list" and longest > len(page.data):
        yield f"it gives {len(page.data)} records, and {where} of the answer has {longest}"
    if (
        operation.action.partition("_")[0] in ("list", "search")
        and operation.records_kind == "one"
        and longest
    ):
        yield f'it gives the whole body as one record, and {where} of the answer is a list: "records" and "records_kind" say so'


def _lists(body: Any, path: str = "") -> Iterator[tuple[int, str]]:
    """Return length and path of each list of objects that is not inside another list."""
    if isinstance(body, list) and all(isinstance(each, dict) for each in body):
        yield len(body), path or "the top"
    for name, each in body.items() if isinstance(body, dict) else ():
        yield from _lists(each, f"{path}.{name}".lstrip("."))


async def pages_are_followed_to_the_end(trial: Trial) -> None:
    faults = []
    for operation in trial.operations:
        pages, several = trial.pages(operation), isinstance(trial.answers.get(operation.name), Pages)
        if operation.cursor is None:
            faults += (
                [f"{operation.name}: the answer has several pages, and its record no cursor"]
                if several
                else []
            )
            continue
        if not several or len(pages) < 2:
            faults.append(f"{operation.name} has a cursor: give Pages(...) of two pages at least, to try it")
            continue
        async with trial.trying() as (connector, arrived):
            try:
                records = [
                    each
                    async for each in connector.iterate(
                        operation.entity, operation.action, trial.example(operation)
                    )
                ]
            except ToolspanError as error:
                faults.append(f"{operation.name}: reading all pages failed: {error}")
                continue
            expected = [each for page in pages for each in records_in(operation, body_of(page))]
            if records != expected:
                faults.append(
                    f"{operation.name}: {len(records)} records were read, and the pages have {len(expected)}, in {len(pages)} pages; {len(arrived)} were asked for"
                )
    _none(faults)


async def every_parameter_arrives(trial: Trial) -> None:
    faults: list[str] = []
    for operation in trial.operations:
        for parameter in operation.parameters:
            if parameter.location != "local" and not _is_cursor(operation, parameter.key):
                faults += await _arrives(trial, operation, parameter)
    _none(faults)


def _is_cursor(operation: Operation, name: str) -> bool:
    return bool(operation.cursor) and operation.cursor.parameter == name  # type: ignore[union-attr]


async def _arrives(trial: Trial, operation: Operation, parameter: Parameter) -> list[str]:
    name = f"{operation.name}: {parameter.name}"
    given = {snake(key): value for key, value in trial.example(operation).items()}
    value = given.get(
        snake(parameter.key), given.get(parameter.key, trial.value(parameter.name, parameter.schema))
    )
    if value is NONE:
        return [f"{name} has no value to try: give one in `values`"]
    others = (
        {**given, snake(parameter.key): value},
        {**_required(trial, operation, given), snake(parameter.key): value},
    )
    async with trial.trying() as (connector, arrived):
        error: ToolspanError | None = None
        for params in others:  # with the example, or alone, where rules let only one of several be given
            error = await _failing(connector, operation, params)
            if arrived:
                break
        if not arrived:
            return [
                f"{name} could not be tried with {value!r:.80}: {error}. Give a value in `values`, or `params`"
            ]
        return (
            []
            if _is_in(arrived[0], parameter, value)
            else [f"{name} does not arrive in the {parameter.location} of the request"]
        )


def _required(trial: Trial, operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
    schemas = {**{each.key: each.schema for each in operation.parameters}, **operation.body_fields}
    values = {
        name: given.get(snake(name), trial.value(name, schemas.get(name, {})))
        for name in operation.required_of_caller
    }
    return {snake(name): value for name, value in values.items() if value is not NONE}


def _is_in(request: Received, parameter: Parameter, value: Any) -> bool:
    """Return whether a request holds a value where its parameter says, however it is written there."""
    from urllib.parse import unquote  # noqa: PLC0415 - small, and used here alone

    moment = parameter.schema.get("format") in ("date", "date-time")
    texts = [] if moment else leaves(value)  # `-7d` is sent as the moment that it means
    if parameter.location == "path":
        return all(text in unquote(request.path) for text in texts)
    if parameter.location == "header":
        held = request.headers.get(parameter.name.lower(), "")
        return bool(held) and all(text in unquote(held) for text in texts)
    if parameter.location == "cookie":
        return f"{parameter.name}=" in request.headers.get("cookie", "")
    names = {parameter.name, *(value if isinstance(value, dict) else ())}
    held = " ".join(text for name, text in request.pairs if name.partition("[")[0] in names or name in names)
    return any(name.partition("[")[0] in names or name in names for name, _ in request.pairs) and all(
        text in held for text in texts
    )


async def a_body_is_sent_whole(trial: Trial) -> None:
    faults: list[str] = []
    for operation in trial.operations:
        fields = operation.body_fields
        if not fields:
            continue
        given = {snake(key): value for key, value in trial.example(operation).items()}
        wanted = {name: given.get(snake(name), trial.value(name, schema)) for name, schema in fields.items()}
        faults += [
            f"{operation.name}: {name} has no value to try: give one in `values`"
            for name, value in wanted.items()
            if value is NONE
        ]
        wanted = {name: value for name, value in wanted.items() if value is not NONE}
        async with trial.trying() as (connector, arrived):
            error = await _failing(
                connector, operation, {**given, **{snake(name): value for name, value in wanted.items()}}
            )
            if not arrived:
                wanted = {name: value for name, value in wanted.items() if snake(name) in given}
                error = await _failing(connector, operation, given)
            if not arrived:
                faults.append(f"{operation.name}: its body could not be tried: {error}")
            elif not _holds(arrived[0], wanted):
                faults.append(
                    f"{operation.name}: of the body {wanted}, this arrived: {arrived[0].body[:300]!r}"
                )
    _none(faults)


def _holds(request: Received, wanted: dict[str, Any]) -> bool:
    if "json" in request.headers.get("content-type", "json"):
        body = request.json
        expected = wanted.get("body", wanted) if isinstance(body, list) else wanted
        return body == expected or (isinstance(body, dict) and expected.items() <= body.items())
    from urllib.parse import unquote_plus  # noqa: PLC0415 - small, and used here alone

    text = unquote_plus(request.body.decode("utf-8", "replace"))
    return all(leaf in text for leaf in leaves(wanted))


async def a_wrong_call_is_refused_before_it_is_sent(trial: Trial) -> None:
    faults: list[str] = []
    async with trial.trying() as (connector, arrived):
        for operation in trial.operations:
            for params, what in _wrong_calls(trial, operation):
                error = await _failing(connector, operation, params)
                if arrived:
                    faults.append(f"{operation.name}: a call with {what} was sent")
                    arrived.clear()
                elif not isinstance(error, InvalidInput):
                    faults.append(
                        f"{operation.name}: a call with {what} is no InvalidInput but {error!r:.100}"
                    )
    _none(faults)


def _wrong_calls(trial: Trial, operation: Operation) -> Iterator[tuple[dict[str, Any], str]]:
    given = {snake(key): value for key, value in trial.example(operation).items()}
    yield {**given, "no_such_parameter": "x"}, "an unknown parameter"
    for name in operation.required_of_caller:
        yield {key: value for key, value in given.items() if key != snake(name)}, f"no {snake(name)}"
    schemas = {**{each.key: each.schema for each in operation.parameters}, **operation.body_fields}
    for name, schema in schemas.items():
        if (value := wrong(schema)) is not NONE:
            yield {**given, snake(name): value}, f"{snake(name)} = {value!r}"


async def a_misspelt_parameter_is_named_with_the_closest(trial: Trial) -> None:
    connector, faults = trial.made(), []
    for operation in trial.operations:
        for parameter in operation.parameters:
            name = snake(parameter.key)
            if len(name) > _LONG_NAME:
                error = await _failing(
                    connector, operation, {**trial.example(operation), f"{name[:-2]}{name[-1]}": "x"}
                )
                if not isinstance(error, InvalidInput) or "Did you mean" not in error.message:
                    faults.append(f"{operation.name}: {name} is not suggested to who misspells it: {error}")
    _none(faults)


async def a_dry_run_sends_nothing(trial: Trial) -> None:
    async with trial.trying() as (connector, arrived):
        for operation in trial.operations:
            page = await _call(connector, operation, trial.example(operation), dry_run=True)
            shown = json.dumps(page.model_dump(mode="json"))
            assert page.meta.dry_run
            assert operation.method in shown, f"{operation.name}: the request is not shown"
            assert not trial.shown(shown), f"{operation.name}: a dry run shows a secret"
        assert not arrived, "a dry run sent something"


async def any_path_can_be_called(trial: Trial) -> None:
    def answer(request: Received) -> Reply | None:
        return Reply({"raw": True}) if request.path.endswith("/any/path") else None

    async with trial.trying(answer, policy=None) as (connector, arrived):
        assert (await connector.raw("GET", "/any/path", query={"a": "b c"})).data == [{"raw": True}]
        assert dict(arrived[0].pairs).get("a") == "b c"
        try:
            await connector.raw("POST", "/any/path", body={})
        except PolicyDenied:
            pass
        else:
            raise AssertionError("a raw write was sent that no policy allowed")
        assert len(arrived) == 1


# ---------------------------------------------------------------------- failures


async def a_read_is_repeated_after_a_passing_failure(trial: Trial) -> None:
    busy = Reply({"message": "busy"}, 503)
    for operation in trial.operations:
        if operation.effect == "read":
            async with trial.trying(_first(busy, busy)) as (connector, arrived):
                error = await _failing(connector, operation, trial.example(operation))
                assert error is None, f"{operation.name}: a failure that passes ended the call: {error}"
                assert len(arrived) == 3


async def a_write_is_never_sent_twice(trial: Trial) -> None:
    faults: set[str] = set()
    for operation in trial.operations:
        repeatable = operation.method not in ("POST", "PATCH") or operation.idempotency_header
        for status in () if operation.effect == "read" or repeatable else (500, 502, 503):
            async with trial.trying(_always({"message": "broken"}, status)) as (connector, arrived):
                error = await _failing(connector, operation, trial.example(operation))
                if not isinstance(error, OutcomeUnknown):
                    faults.add(
                        f"{operation.name}: after HTTP {status} nobody knows what happened, and the error is {error!r:.100}"
                    )
                await _failing(connector, operation, trial.example(operation))
                if len(arrived) > 1:
                    faults.add(
                        f"{operation.name} was sent more than once, though the first may have been carried out"
                    )
    _none(sorted(faults))


async def a_used_up_quota_is_waited_for(trial: Trial) -> None:
    said = {"message": "slow down"}
    for operation in trial.operations:
        async with trial.trying(_first(Reply(said, 429, {"retry-after": "2"}))) as (connector, arrived):
            before = connector.clock.monotonic()
            error = await _failing(connector, operation, trial.example(operation))
            assert error is None, f"{operation.name}: one HTTP 429 ended the call: {error}"
            assert len(arrived) == 2
            waited = connector.clock.monotonic() - before
            assert waited >= 2, f"{operation.name} did not wait as long as the API asked"
        async with trial.trying(_always(said, 429, {"retry-after": "900"})) as (connector, arrived):
            error = await _failing(connector, operation, trial.example(operation), timeout=5)
            assert isinstance(error, RateLimited), (
                f"{operation.name}: HTTP 429 is no RateLimited but {error!r}"
            )
            assert error.retry_after, f"{operation.name}: the error does not say how long to wait"
            assert len(arrived) == 1


async def the_published_limit_is_kept(trial: Trial) -> None:
    for operation in trial.operations:
        state = trial.made().limits().get(operation.name)
        if state is None or state["burst"] > _MANY or operation.effect == "write":
            continue
        async with trial.trying() as (connector, arrived):
            for _ in range(state["burst"]):
                await _call(connector, operation, trial.example(operation))
            error = await _failing(connector, operation, trial.example(operation), timeout=0.001)
            assert isinstance(error, RateLimited), (
                f"{operation.name}: a call beyond the limit was not held back"
            )
            assert len(arrived) == state["burst"], f"{operation.name}: a call beyond the limit was sent"


async def rejected_credentials_are_renewed_once_at_most(trial: Trial) -> None:
    for operation in trial.operations:
        async with trial.trying(_always({"message": "who are you"}, 401)) as (connector, arrived):
            error = await _failing(connector, operation, trial.example(operation))
            assert isinstance(error, AuthenticationError), (
                f"{operation.name}: HTTP 401 is no AuthenticationError but {error!r}"
            )
            assert len(arrived) <= 2, (
                f"{operation.name} was sent {len(arrived)} times with credentials that are rejected"
            )


async def an_expired_token_is_renewed(trial: Trial) -> None:
    operation = trial.operations[0]

    def answer(request: Received) -> Reply | None:
        stale = any(token in str(dict(request.headers)) for token in trial.stale)
        return Reply({"message": "expired"}, 401) if stale else None

    async with trial.trying(
        answer, policy=None if operation.effect == "read" else Policy(writes=["*"], approve=False)
    ) as (connector, _):
        await _call(connector, operation, trial.example(operation))
        if not trial.issued:
            return  # no access tokens: a key that is rejected stays rejected
        before = len(trial.issued)
        assert before == 1, "more than one access token was requested for one call"
        trial.stale.add(trial.issued[-1])
        error = await _failing(connector, operation, trial.example(operation), idempotency_key="another")
        assert error is None, f"an expired access token ended the call: {error}"
        assert len(trial.issued) == before + 1


async def credentials_arrive(trial: Trial) -> None:
    from base64 import b64encode  # noqa: PLC0415 - small, and used here alone
    from urllib.parse import unquote  # noqa: PLC0415 - as above

    for operation in trial.operations:
        async with trial.trying() as (connector, arrived):
            await _call(connector, operation, trial.example(operation))
            request = arrived[0]
            held = unquote(f"{request.query} {request.body!r} {dict(request.headers)}")
            words = [*trial.secrets, *trial.issued]
            encoded = [b64encode(word.encode()).decode().rstrip("=") for word in words]
            arrives = any(word in held for word in (*words, *encoded))
            assert arrives or not trial.secrets, f"{operation.name} arrives without credentials"


async def a_success_that_is_none_is_an_error(trial: Trial) -> None:
    faults = []
    reads = [each for each in trial.operations if each.effect == "read" and each.records_kind != "none"]
    for operation in reads:
        for body, what in (("<html>Sorry</html>", "HTML"), ('{"cut', "broken JSON")):
            if operation.answer not in (None, "json"):
                continue
            async with trial.trying(_always(body, 200, {"content-type": "text/html"})) as (connector, _):
                error = await _failing(connector, operation, trial.example(operation))
                if not isinstance(error, UpstreamError):
                    faults.append(
                        f"{operation.name}: {what} with HTTP 200 is no UpstreamError but {error!r:.100}"
                    )
    _none(faults)


async def no_secret_goes_to_another_host(trial: Trial) -> None:
    with LocalAPI(lambda _: Reply({})) as other:
        for operation in trial.operations:
            moved = _always({"message": "moved"}, 302, {"location": f"{other.url}/stolen"})
            async with trial.trying(moved) as (connector, _):
                await _failing(connector, operation, trial.example(operation))
        held = " ".join(
            f"{each.path} {each.query} {dict(each.headers)} {each.body!r}" for each in other.received
        )
        assert not trial.shown(held), "credentials were sent to the host of a redirect"


async def no_secret_is_shown(trial: Trial) -> None:
    faults: list[str] = []
    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(f"{record.getMessage()} {record.__dict__}")  # type: ignore[method-assign]
    logger = logging.getLogger("toolspan")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        for status in (400, 401, 404, 429, 500):
            faults += await _shown_at(trial, status)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    faults += ["a log line shows a secret"] if any(trial.shown(each) for each in records) else []
    connector = trial.made()
    if trial.shown(f"{connector!r} {connector.about()} {connector.identity()} {vars(connector)}"):
        faults.append("the repr, identity or about() of the connector shows a secret")
    _none(sorted(set(faults)))


async def _shown_at(trial: Trial, status: int) -> list[str]:
    """Return what shows a secret when the API repeats the whole request in an error."""

    def echo(request: Received) -> Reply:
        said = f"{request.method} {request.path}?{request.query} {dict(request.headers)} {request.body.decode('utf-8', 'replace')}"
        error = {
            "message": said,
            "code": said[-150:],
            "error": {"message": said, "code": said},
            "errors": [{"message": said}],
        }
        return Reply(error, status, {"x-request-id": said[-100:], "x-amzn-requestid": said[-100:]})

    faults = []
    for operation in trial.operations:
        async with trial.trying(echo) as (connector, _):
            error = await _failing(connector, operation, trial.example(operation))
            if error is None:
                faults.append(f"{operation.name}: HTTP {status} is no error")
                continue
            texts = (
                str(error),
                repr(error),
                json.dumps(error.to_dict(), default=str),
                "".join(traceback.format_exception(error)),
            )
            if any(map(trial.shown, texts)):
                faults.append(f"{operation.name}: the error of HTTP {status} shows a secret")
            faults += await _shown_by_tools(trial, connector, operation)
    return faults


async def _shown_by_tools(trial: Trial, connector: Connector, operation: Operation) -> list[str]:
    spec = _tool(connector, operation)
    try:
        await spec.run(
            {"entity": operation.entity, "action": operation.action, "params": trial.example(operation)}, None
        )
    except ToolspanError as error:
        shown = trial.shown(f"{error} {error.to_dict()}")
        return [f"{operation.name}: a tool shows a secret to the model"] if shown else []
    return []


# ---------------------------------------------------------------------- tools and approvals


def _tool(connector: Connector, operation: Operation) -> ToolSpec:
    tools = {spec.name: spec for spec in specs_of(connector)}
    return tools["execute_write" if operation.effect == "write" else "execute"]


async def tools_give_the_records(trial: Trial) -> None:
    for operation in trial.operations:
        async with trial.trying() as (connector, _):
            params = trial.example(operation)
            output = await _tool(connector, operation).run(
                {"entity": operation.entity, "action": operation.action, "params": json.dumps(params)}, None
            )
            if operation.records_kind != "none":
                assert output.value["data"], f"{operation.name}: a tool gives no records"


async def every_framework_gets_its_tools(trial: Trial) -> None:
    connector, faults, built = trial.made(), [], []
    for framework in adapter_names():
        for shape in ("progressive", "single", "typed"):
            try:
                tools = connector.tools(framework, shape=shape)
            except ToolspanError as error:
                if "install" not in str(error):
                    faults.append(f"{framework}, {shape}: {error}")
                continue
            except ModuleNotFoundError:
                continue  # not installed here
            built.append(framework)
            faults += [] if tools else [f"{framework}, {shape}: there are no tools"]
    _none(faults)


async def definitions_are_short(trial: Trial) -> None:
    connector = trial.made()
    size = sum(
        len(spec.description) + len(json.dumps(spec.parameters, default=dict)) for spec in specs_of(connector)
    )
    assert size <= 3_000, f"the definitions of the tools have {size} characters"


async def a_person_approves_each_write(trial: Trial) -> None:
    for operation in trial.operations:
        if operation.effect != "write":
            continue
        arguments = {
            "entity": operation.entity,
            "action": operation.action,
            "params": trial.example(operation),
        }
        async with trial.trying(policy=Policy(writes=["*"])) as (connector, arrived):
            spec = _tool(connector, operation)
            asked: list[Question] = []
            for person in (None, lambda _: False):
                try:
                    await spec.run(arguments, asking(person) if person else None)
                except NeedsApproval:
                    continue
                raise AssertionError(f"{operation.name} was carried out without an approval")
            assert not arrived, f"{operation.name} was sent without an approval"

            def yes(question: Question, asked: list[Question] = asked) -> bool:
                asked.append(question)
                return True

            await spec.run(arguments, asking(yes))
            assert [each.operation for each in asked] == [operation.name]
            assert len(arrived) == 1, f"{operation.name} was sent {len(arrived)} times after one approval"


async def an_account_is_told_apart(trial: Trial) -> None:
    one, same = trial.made(), trial.made()
    assert one.identity() == same.identity() or not trial.secrets, (
        "two connectors of one account have two identities"
    )


async def a_check_is_a_small_page(trial: Trial) -> None:
    async with trial.trying(policy=None) as (connector, arrived):
        page = await connector.check()
        assert page.meta.operation
        assert all(each.method in ("GET", "HEAD", "POST") for each in arrived)
        assert arrived, "the check of the connector asks the API nothing"


async def usual_questions_can_be_asked(trial: Trial) -> None:
    connector = trial.made()
    names = [question.name for question in questions_of(connector)]
    wrong = [name for name in names if not _QUESTION_NAME.fullmatch(name)]
    assert not wrong, f"questions.toml: {', '.join(wrong)} are no names of prompts: write them in snake_case"


_QUESTION_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

CHECKS: tuple[ConnectorCheck, ...] = (
    every_operation_has_an_answer,
    every_example_is_valid,
    every_entity_has_its_guide,
    search_finds_each_operation,
    names_and_effects_agree,
    the_default_policy_reads_only,
    each_answer_gives_its_records,
    pages_are_followed_to_the_end,
    every_parameter_arrives,
    a_body_is_sent_whole,
    a_wrong_call_is_refused_before_it_is_sent,
    a_misspelt_parameter_is_named_with_the_closest,
    a_dry_run_sends_nothing,
    any_path_can_be_called,
    a_read_is_repeated_after_a_passing_failure,
    a_write_is_never_sent_twice,
    a_used_up_quota_is_waited_for,
    the_published_limit_is_kept,
    rejected_credentials_are_renewed_once_at_most,
    an_expired_token_is_renewed,
    credentials_arrive,
    a_success_that_is_none_is_an_error,
    no_secret_goes_to_another_host,
    no_secret_is_shown,
    tools_give_the_records,
    every_framework_gets_its_tools,
    definitions_are_short,
    a_person_approves_each_write,
    an_account_is_told_apart,
    a_check_is_a_small_page,
    usual_questions_can_be_asked,
)
"""The checks, in the order in which they run."""
