"""Several accounts of one connector as one set of tools, through each framework's own runner."""

from __future__ import annotations

import json

import pytest

from toolspan import ConfigurationError, Policy, Toolkit
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator import Emulator
from toolspan.testing import connected
from toolspan.testing.bench import error_in, parsed
from toolspan.testing.script import call
from toolspan.tools.adapters import adapter
from toolspan.tools.build import specs_of_accounts

from .approval_drivers import DESKS
from .drivers import DRIVERS, FRAMEWORKS
from .shop import Shop

each = pytest.mark.parametrize("framework", FRAMEWORKS)
SHAPES = ("progressive", "single", "typed")
LIST = {"entity": "orders", "action": "list", "params": {"created_after": "-30d", "max_results_per_page": 3}}
PATCH = {"entity": "things", "action": "patch", "params": {"thing_id": "7"}}


@pytest.fixture
def two():
    """Two sellers with orders of their own, on one emulator."""
    emulator = Emulator(seed=7)
    other = AmazonSellerPartnerAuthConfig(**emulator.add_account())
    return {"us": connected(emulator), "us2": connected(emulator, auth_config=other)}


def shops(**policies) -> dict[str, Shop]:
    return {name: Shop(policy=policy) for name, policy in policies.items()}


def built(framework, connectors, **options):
    return [adapter(framework).build(spec) for spec in specs_of_accounts(connectors, **options)]


async def play(framework, tools, *calls):
    turns = [call(name, arguments) for name, arguments in calls]
    return (await DRIVERS[framework].run(tools, turns, "own")).results


@each
@pytest.mark.parametrize("shape", SHAPES)
async def test_each_call_goes_to_the_account_that_it_names(framework, shape, two):
    options = {"include": ["orders.list"]} if shape == "typed" else {}
    tools = built(framework, two, shape=shape, **options)
    name, arguments = ("orders_list", LIST["params"]) if shape == "typed" else ("execute", LIST)
    first, second = await play(
        framework, tools, (name, {"account": "us", **arguments}), (name, {"account": "us2", **arguments})
    )
    for text, connector in ((first, two["us"]), (second, two["us2"])):
        page = await connector.execute(**LIST)
        assert parsed(text)["data"] == page.data
    assert parsed(first)["data"] != parsed(second)["data"]


@each
async def test_pages_and_long_results_stay_with_their_account(framework, two):
    tools = built(framework, two)
    (first,) = await play(framework, tools, ("execute", {"account": "us2", **LIST}))
    following = parsed(first)["meta"]["next_params"]
    assert following["account"] == "us2"
    same, other = await play(
        framework,
        tools,
        ("execute", {"account": "us2", "entity": "orders", "action": "list", "params": following}),
        ("execute", {"account": "us", "entity": "orders", "action": "list", "params": json.dumps(following)}),
    )
    assert len(parsed(same)["data"]) == 3
    assert "is valid for one account" in error_in(other)["message"]

    tools = built(framework, two, max_output_chars=6_000)
    month = {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}
    (cut,) = await play(framework, tools, ("execute", {"account": "us2", **month}))
    read_on = parsed(cut)["meta"]["read_on"]
    assert read_on["arguments"]["account"] == "us2"
    rest, stranger = await play(
        framework,
        tools,
        (read_on["tool"], read_on["arguments"]),
        (read_on["tool"], {**read_on["arguments"], "account": "us"}),
    )
    assert parsed(rest)["data"]
    assert error_in(stranger)["code"] == "not_found"


@each
async def test_typed_tools_pass_their_next_page_on_as_it_is(framework, two):
    tools = built(framework, two, shape="typed", include=["orders.*"], max_output_chars=6_000)
    (first,) = await play(framework, tools, ("orders_list", {"account": "us2", **LIST["params"]}))
    (second,) = await play(framework, tools, ("orders_list", parsed(first)["meta"]["next_params"]))
    assert len(parsed(second)["data"]) == 3
    (cut,) = await play(framework, tools, ("orders_list", {"account": "us2", "created_after": "-30d"}))
    read_on = parsed(cut)["meta"]["read_on"]
    assert read_on["tool"] == "results_read_more"
    (rest,) = await play(framework, tools, (read_on["tool"], read_on["arguments"]))
    assert parsed(rest)["data"]


async def test_a_late_reader_is_told_the_account_too(two):
    (execute,) = specs_of_accounts(two, shape="single", max_output_chars=6_000)
    month = {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}
    cut = (await execute.run({"account": "us2", **month})).value
    two["us2"].clock.advance(16 * 60)
    with pytest.raises(Exception, match="No result is stored") as gone:
        await execute.run(cut["meta"]["read_on"]["arguments"])
    assert gone.value.resume["account"] == "us2"


@each
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (LIST, "account is required"),
        ({"account": "fr", **LIST}, "there is no account 'fr'"),
        ({"account": 1, **LIST}, "there is no account '1'"),
        ({"account": "us", "entity": "orders", "action": "lst"}, "orders"),
    ],
)
async def test_a_wrong_account_is_answered_with_the_choices_and_the_run_goes_on(
    framework, arguments, words, two
):
    wrong, right = await play(
        framework, built(framework, two), ("execute", arguments), ("execute", {"account": "US", **LIST})
    )
    assert words in error_in(wrong)["message"]
    assert len(parsed(right)["data"]) == 3


@each
async def test_what_only_some_may_do_is_refused_naming_those_that_may(framework):
    connectors = shops(
        us=Policy(), de=Policy(writes=["things.patch"], approve=False), jp=Policy(reads=["things.list"])
    )
    tools = built(framework, connectors)
    refused, done, docs = await play(
        framework,
        tools,
        ("execute_write", {"account": "us", **PATCH}),
        ("execute_write", {"account": "de", **PATCH}),
        ("execute", {"account": "jp", "entity": "docs", "action": "read"}),
    )
    error = error_in(refused)
    assert error["code"] == "policy_denied"
    assert error["message"] == "things.patch is not allowed for the account 'us'."
    assert error["hint"] == "It is allowed for: de."
    assert parsed(done)["data"] == [{"did": "things.patch"}]
    assert "data" in parsed(docs)
    assert [shop.done for shop in connectors.values()] == [[], ["things.patch"], []]


@each
async def test_a_typed_tool_offers_the_accounts_that_may(framework):
    connectors = shops(us=Policy(), de=Policy(writes=["things.patch"], approve=False))
    specs = {spec.name: spec for spec in specs_of_accounts(connectors, shape="typed")}
    assert specs["things_patch"].parameters["properties"]["account"]["enum"] == ["de"]
    assert specs["things_list"].parameters["properties"]["account"]["enum"] == ["us", "de"]
    tools = built(framework, connectors, shape="typed")
    (refused,) = await play(framework, tools, ("things_patch", {"account": "us", "thing_id": "7"}))
    if not refused.startswith("{"):
        return
    assert error_in(refused)["hint"] == "It is allowed for: de."


@each
async def test_an_approval_names_the_account_and_counts_for_it_alone(framework):
    connectors = shops(us=Policy(writes=["*"]), de=Policy(writes=["*"]))
    desk = await DESKS[framework]().ask(built(framework, connectors), {"account": "de", **PATCH})
    assert "de" in json.dumps(desk.shown)
    await desk.answer()
    assert [shop.done for shop in connectors.values()] == [[], ["things.patch"]]


@each
async def test_an_approval_of_one_account_is_none_for_another(framework):
    connectors = shops(us=Policy(writes=["*"]), de=Policy(writes=["*"]))
    desk = await DESKS[framework]().ask(built(framework, connectors), {"account": "de", **PATCH})
    seen = await desk.answer(changed={"account": "us", **PATCH})
    assert "needs_approval" in seen
    assert [shop.done for shop in connectors.values()] == [[], []]


@each
async def test_a_function_that_asks_is_told_the_account(framework):
    connectors, asked = shops(us=Policy(writes=["*"]), de=Policy(writes=["*"])), []

    def person(question):
        asked.append((question.account, question.text))
        return True

    await play(
        framework, built(framework, connectors, ask=person), ("execute_write", {"account": "de", **PATCH})
    )
    assert asked[0][0] == "de"
    assert "on the account de" in asked[0][1]
    assert connectors["de"].done == ["things.patch"]


FOUR = {
    "us": {"region": "US", "seller_id": "A1EXAMPLEUS001"},
    "de": {"region": "DE", "seller_id": "A2EXAMPLEDE002"},
    "jp": {"region": "JP", "seller_id": "A3EXAMPLEJP003"},
    "uk": {"region": "UK", "seller_id": "A4EXAMPLEUK004"},
}


@each
@pytest.mark.parametrize("shape", ["progressive", "single"])
@pytest.mark.parametrize("policy", [Policy(), Policy(writes=["*"])], ids=["reads", "writes"])
@pytest.mark.parametrize("strict", [False, True])
async def test_the_definitions_of_four_accounts_take_three_thousand_characters(
    framework, shape, policy, strict
):
    four = {name: AmazonSellerPartnerConnector(policy=policy, **where) for name, where in FOUR.items()}
    specs = specs_of_accounts(four, shape=shape, strict=strict)
    handed = [DRIVERS[framework].handed(adapter(framework).build(spec)) for spec in specs]
    told = json.dumps(handed)
    assert told.count("A1EXAMPLEUS001") == 1
    assert len(json.dumps(handed, separators=(",", ":"))) <= 3_000
    for spec in specs:
        account = spec.parameters["properties"]["account"]
        assert account["enum"] == list(FOUR)
        assert ("description" in account) == (spec.name == "execute")
        assert "account" in spec.parameters["required"]


def test_the_accounts_of_one_set_are_of_one_connector():
    with pytest.raises(ConfigurationError, match="accounts of one connector"):
        specs_of_accounts({"a": Shop(), "b": AmazonSellerPartnerConnector(region="US")})


@pytest.mark.parametrize(
    ("accounts", "argument", "words"),
    [
        ({}, "account", "There are no accounts"),
        ({"größe": Shop()}, "account", "cannot name an account"),
        ({"a b": Shop()}, "account", "cannot name an account"),
        ({"us": Shop(), "US": Shop()}, "account", "have the same name"),
        ({"us": Shop(policy=Policy(writes=["*"]))}, "thing_id", "already an argument"),
        ({"us": Shop()}, "Params", "already an argument"),
        ({"us": Shop()}, "a b", "cannot be the name of an argument"),
    ],
)
def test_accounts_that_could_be_mistaken_are_refused(accounts, argument, words):
    with pytest.raises(ConfigurationError, match=words):
        specs_of_accounts(accounts, argument=argument)


def test_one_connector_is_not_two_accounts():
    shop = Shop()
    with pytest.raises(ConfigurationError, match="the same connector"):
        specs_of_accounts({"us": shop, "de": shop})


async def test_another_word_for_the_account_can_be_chosen():
    (execute,) = specs_of_accounts(shops(us=Policy(), de=Policy()), argument="seller", shape="single")
    page = (await execute.run({"seller": "de", "entity": "things", "action": "list"})).value
    assert page["data"] == [{"did": "things.list"}]


@each
@pytest.mark.parametrize("shape", SHAPES)
async def test_a_toolkit_takes_several_accounts_beside_functions(framework, shape, two):
    kit = Toolkit("desk", max_output_chars=6_000)

    @kit.tool
    def rate(base: str) -> str:
        """Rate of a currency."""
        return f"1 {base}"

    options = {"include": ["orders.*"]} if shape == "typed" else {}
    kit.add(two, argument="seller", prefix="shop", shape=shape, **options)
    name, month = "shop_execute", {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}
    if shape == "typed":
        name, month = "shop_orders_list", month["params"]
    tools = kit.tools(framework)
    own, cut = await play(framework, tools, ("rate", {"base": "EUR"}), (name, {"seller": "us2", **month}))
    assert "1 EUR" in own
    read_on = parsed(cut)["meta"]["read_on"]
    (rest,) = await play(framework, tools, (read_on["tool"], read_on["arguments"]))
    assert parsed(rest)["data"]


def test_a_toolkit_says_what_accounts_are():
    with pytest.raises(ConfigurationError, match="is no connector"):
        Toolkit("desk").add({"us": Shop(), "de": 1})
    with pytest.raises(ConfigurationError, match="names the account"):
        Toolkit("desk").add(Shop(), argument="account")
    with pytest.raises(ConfigurationError, match="no accounts"):
        Toolkit("desk").add({})
