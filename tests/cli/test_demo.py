"""The demo: the answers are true to the emulator's data, and the same in every framework."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.cli.demo.frameworks import NAMES, ToolCall, next_step, read
from toolspan.cli.demo.questions import QUESTIONS
from toolspan.cli.demo.runner import Stage
from toolspan.cli.demo.with_plain import framework as nothing
from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = 86400
TITLES = ("FastMCP", "Pydantic AI", "LangChain", "OpenAI Agents")


def _money(amounts: dict[str, int]) -> str:
    return ", ".join(f"{minor / 100:,.2f} {currency}" for currency, minor in sorted(amounts.items()))


class Truth:
    """What the seller's data say, read from the emulator's own objects and not through any API."""

    def __init__(self, seed: int) -> None:
        self.world = Emulator(seed, now=NOW).seller.world
        self.now = NOW.timestamp()
        self.home = self.world.marketplaces[0]

    def orders(self, days: int) -> list[Any]:
        start = self.now - days * DAY
        return [
            o
            for o in self.world.visible_orders(self.now)
            if o.marketplace is self.home and o.created >= start
        ]

    def to_ship(self) -> list[str]:
        mine = [
            o
            for o in self.orders(7)
            if o.channel == "MFN" and o.status(self.now) in ("UNSHIPPED", "PARTIALLY_SHIPPED")
        ]
        if not mine:
            return ["No order"]
        return [f"{len(mine)} order", _money({self.home.currency: sum(order.total for order in mine)})]

    def best_seller(self) -> list[str]:
        sold = Counter[str]()
        for order in self.orders(30):
            if order.status(self.now) != "CANCELLED":
                sold.update({item.product.sku: 0 for item in order.items})
                for item in order.items:
                    sold[item.product.sku] += item.quantity
        sku, units = min(sold.items(), key=lambda entry: (-entry[1], entry[0]))
        product = next(product for product in self.world.products if product.sku == sku)
        place = "Amazon's warehouses" if product.channel == "AFN" else "your own stock"
        return [f"{sku} sold best: {units} units", f"{product.stock} can be sold now, in {place}"]

    def net_proceeds(self) -> list[str]:
        sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        start = self.now - 14 * DAY
        entries = [
            e
            for e in self.world.entries
            if e.posted >= start and e.shown <= self.now and e.posted <= self.now - 120
        ]
        for entry in entries:
            sums[entry.status(self.now)][entry.currency] += entry.total
        released = sum(entry.status(self.now) == "RELEASED" for entry in entries)
        return [_money(sums["RELEASED"]), f"from {released} transactions", _money(sums["DEFERRED"])]

    def not_buyable(self) -> list[str]:
        gone = sorted(product.sku for product in self.world.products if product.suppressed)
        return [f"{len(gone)} listings", *gone]

    def visitors(self) -> list[str]:
        counted = [order for order in self.orders(7) if order.priced(self.now)]
        by_day: dict[str, int] = defaultdict(int)
        for order in counted:
            by_day[datetime.fromtimestamp(order.created, UTC).date().isoformat()] += sum(
                item.price for item in order.items
            )
        best = max(by_day, key=lambda day: by_day[day])
        units = sum(item.quantity for order in counted for item in order.items)
        return [
            f"led to {units} units sold",
            f"The best day was {best} with {_money({self.home.currency: by_day[best]})}",
        ]


@pytest.mark.parametrize("seed", [7, 1, 23])
async def test_the_scripted_answers_are_true_to_the_data(seed):
    performance = await Stage(seed, moment=NOW).perform(nothing, lambda _: None)
    assert performance.failure is None
    truth = Truth(seed)
    for script, answer in zip(QUESTIONS.values(), performance.answers, strict=True):
        for fact in getattr(truth, script.__name__)():
            assert fact in answer


async def test_a_misspelt_parameter_is_corrected_from_the_error():
    performance = await Stage(7, moment=NOW).perform(nothing, lambda _: None)
    slip, corrected = performance.turns[0].answered.uses
    assert read(slip.result)["error"]["code"] == "invalid_input"
    assert "fulfillment_statuses" in corrected.call.arguments["params"]


def test_the_assistant_reads_on_where_a_result_was_cut_and_where_there_are_more_pages():
    script = QUESTIONS["Which of my listings cannot be bought, and why?"]
    cut = {
        "meta": {
            "read_on": {
                "tool": "execute",
                "arguments": {
                    "entity": "results",
                    "action": "read_more",
                    "params": {"handle": "h", "offset": 1},
                },
            },
            "next_params": {"page_token": "t"},
        },
        "data": [{"sku": "A"}],
    }
    rest = {"meta": {}, "data": [{"sku": "B"}]}
    last = {"meta": {}, "data": [{"sku": "C"}]}
    assert next_step(script, [json.dumps(cut)]).arguments["action"] == "read_more"
    assert next_step(script, [json.dumps(cut), json.dumps(rest)]).arguments["params"] == {"page_token": "t"}
    assert next_step(script, [json.dumps(one) for one in (cut, rest, last)]).startswith("3 listings")


def test_the_assistant_says_so_when_a_tool_gives_it_nothing_to_go_on():
    script = QUESTIONS["Which of my listings cannot be bought, and why?"]
    error = json.dumps({"error": {"code": "permission", "message": "The application lacks a role."}})
    assert next_step(script, [error]) == "I cannot tell: The application lacks a role."
    assert str(next_step(script, ["Fehler"])).startswith("I cannot tell")


def _answers(out: str) -> dict[str, list[str]]:
    """The answers by framework, as the demo printed them."""
    parts = re.split(rf"^({'|'.join(TITLES)}) ─+$", out, flags=re.MULTILINE)[1:]
    return {
        title: re.findall(r"^  = (.+)$", text, re.MULTILINE)
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_a_misspelt_framework_is_refused_with_the_closest_name(run):
    refused = run("demo", "--framework", "langchian")
    assert refused.code == 2
    assert 'Did you mean "langchain"?' in refused.err


def test_live_needs_a_key(run):
    refused = run("demo", "--live")
    assert refused.code == 2
    assert "OPENAI_API_KEY" in refused.err


class _Model(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint whose model is the scripted assistant."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = next(_text(m) for m in body["messages"] if m["role"] == "user")
        step = next_step(QUESTIONS[asked], [_text(m) for m in body["messages"] if m["role"] == "tool"])
        message: dict[str, Any] = {
            "role": "assistant",
            "content": None if isinstance(step, ToolCall) else f"Well: {step}",
        }
        if isinstance(step, ToolCall):
            function = {"name": step.name, "arguments": json.dumps(step.arguments)}
            message["tool_calls"] = [
                {"id": f"c{len(body['messages'])}", "type": "function", "function": function}
            ]
        choice = {
            "index": 0,
            "message": message,
            "finish_reason": "tool_calls" if "tool_calls" in message else "stop",
        }
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        answer = json.dumps(
            {
                "id": "x",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [choice],
                "usage": usage,
            }
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None: ...


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    text = content if isinstance(content, str) else "".join(part["text"] for part in content)
    wrapped = read(text).get("error") if message["role"] == "tool" else None
    return wrapped if isinstance(wrapped, str) else text  # Pydantic AI wraps the text of a retry once more


@pytest.fixture
def model() -> Iterator[str]:
    """The address of a model's API on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Model)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


SEVERAL = """
import sys
from toolspan.cli.app import run
for arguments in sys.argv[1:]:
    if arguments.startswith("without "):
        sys.modules[arguments.split()[1]] = None
        continue
    print("code", run(arguments.split()), "after", arguments, flush=True)
"""


def _runs(process: Callable[..., Any], *commands: str, **variables: str) -> list[tuple[int, str]]:
    """Exit code and output of several commands in one process: the frameworks are imported once."""
    done = process(*commands, python=("-c", SEVERAL), COLUMNS="400", **variables)
    assert done.code == 0, done.err
    assert done.err == ""
    parts = re.split(r"^code (\d) after .*\n", done.out, flags=re.MULTILINE)[:-1]
    return [(int(code), out) for out, code in zip(parts[::2], parts[1::2], strict=True)]


def test_four_frameworks_give_the_same_answers_scripted_and_live_and_a_missing_one_is_skipped(
    process: Callable[..., Any], model: str
):
    key = "canary-7f3a91c2d8-key"
    scripted, live, both, alone = _runs(
        process,
        "demo",
        "demo --live",
        "without langchain",
        "demo --framework langchain --framework fastmcp",
        "demo --framework langchain",
        OPENAI_API_KEY=key,
        OPENAI_BASE_URL=model,
    )
    _check_scripted(*scripted)
    assert live[0] == 0, live[1]
    assert live[1].count("5 of 5") == len(NAMES), "every figure counts, the wording is free"
    assert "= Well: " in live[1]
    assert key not in scripted[1] + live[1]
    install = 'LangChain is not installed; skipped. Install it: pip install "toolspan[langchain]" langchain'
    assert both[0] == 0
    assert install in both[1]
    assert "5 of 5" in both[1]
    assert alone[0] == 2
    assert install in alone[1]


def _check_scripted(code: int, out: str) -> None:
    assert code == 0, out
    answers = _answers(out)
    assert tuple(answers) == TITLES
    assert all(len(given) == len(QUESTIONS) for given in answers.values())
    assert len({tuple(given) for given in answers.values()}) == 1
    rows = {title: re.search(rf"{title} .*", out.partition("The same questions")[2])[0] for title in TITLES}
    assert all("5 of 5" in row for row in rows.values()), "an answer differs from that of the tools alone"
    figures = {re.sub(r"[\d.]+ s", "", row.partition("│")[2]).replace(" ", "") for row in rows.values()}
    assert len(figures) == 1, "calls, definitions or results differ between frameworks"
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    shown = [row[: row.rindex("│", 0, row.rindex("│", 0, row.rindex("│")))] for row in rows.values()]
    assert all(row in readme for row in shown), "the README shows other figures than the demo"
