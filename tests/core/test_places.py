"""A country code decides endpoint and marketplace; anything else is refused before a token could leave."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from toolspan import ConfigurationError, InvalidInput
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

SINCE = {"created_after": "2026-11-01T00:00:00Z"}
PLACES = json.loads(
    (files("toolspan.connectors.amazon_seller_partner") / "facts" / "marketplaces.json").read_bytes()
)
CODES = [(code, row) for row in PLACES for code in (row["country"], *row["aliases"])]


def test_every_marketplace_of_amazon_is_known():
    assert len(PLACES) == 23
    assert {"US", "CA", "MX", "BR", "UK", "GB", "IE", "DE", "FR", "JP", "AU", "SG", "ZA", "BE"} <= {
        code for code, _ in CODES
    }


@pytest.mark.parametrize("spell", [str.upper, str.lower, lambda code: f" {code.title()} "])
@pytest.mark.parametrize(("code", "row"), CODES, ids=[code for code, _ in CODES])
async def test_a_country_code_sets_endpoint_and_marketplace(wired, amazon, code, row, spell):
    page = await wired(region=spell(code)).execute("orders", "list", SINCE)
    url = amazon.requests[0].url
    assert f"https://{url.host}" == row["endpoint"]
    assert url.params["marketplaceIds"] == row["marketplace_id"] == page.meta.marketplace
    assert not page.meta.warnings


async def test_na_means_the_united_states(wired, amazon):
    await wired(region="na").execute("orders", "list", SINCE)
    assert amazon.requests[0].url.params["marketplaceIds"] == "ATVPDKIKX0DER"


@pytest.mark.parametrize(
    ("region", "host", "choice"), [("EU", "eu", "DE A1PA6795UKMFR9"), ("fe", "fe", "JP A1VC38T7YXB528")]
)
async def test_a_region_alone_sets_the_endpoint_and_asks_for_the_marketplace(
    wired, amazon, region, host, choice
):
    connector = wired(region=region)
    await connector.execute("orders", "list", SINCE)
    assert amazon.requests[0].url.host == f"sellingpartnerapi-{host}.amazon.com"
    assert "marketplaceIds" not in amazon.requests[0].url.params
    with pytest.raises(InvalidInput, match="needs a marketplace") as caught:
        await connector.execute("catalog_items", "get", {"asin": "B000000000"})
    assert choice in caught.value.hint
    assert len(amazon.requests) == 1


@pytest.mark.parametrize(
    "region",
    [
        "XX",
        "US.evil.com/?",
        "USA",
        "u s",
        "sellingpartnerapi-na.amazon.com",
        "https://evil",
        "US\r\nX: y",
        "U\0S",
        "US@evil",
        "..",
        5,
        "x" * 10**6,
        ["US"],
    ],
)
def test_anything_else_is_refused_at_construction(wired, amazon, region):
    with pytest.raises(ConfigurationError, match="not a marketplace") as caught:
        wired(region=region)
    assert "US" in caught.value.hint
    assert len(str(caught.value)) < 600
    assert not amazon.token_requests


async def test_config_and_environment_name_the_region_too(wired, amazon, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_REGION", "jp")
    assert wired(region=None).selling_region.country == "JP"
    assert wired(region=None, config={"region": "DE"}).selling_region.country == "DE"
    assert wired(region="FR", config={"region": "DE"}).selling_region.country == "FR"


async def test_without_a_region_the_united_states_are_assumed_with_a_warning(wired):
    connector = wired(region=None)
    page = await connector.execute("orders", "list", SINCE)
    assert "US" in page.meta.warnings[-1]
    assert connector.selling_region.country == "US"


@pytest.mark.parametrize("config", [{"regon": "US"}, {"region": "US", "x": "y"}, {"region": "XX"}])
def test_a_misspelt_config_is_refused(wired, config):
    with pytest.raises(ConfigurationError):
        wired(region=None, config=config)


@pytest.mark.parametrize(
    "given", ["A1PA6795UKMFR9", ["A1PA6795UKMFR9"], "DE", ["US", "DE"], ["ATVPDKIKX0DER", "A1VC38T7YXB528"]]
)
async def test_a_marketplace_of_another_region_is_refused(wired, amazon, given):
    with pytest.raises(InvalidInput, match="this connector serves North America"):
        await wired().execute("orders", "list", {**SINCE, "marketplace_ids": given})
    assert not amazon.token_requests


async def test_a_marketplace_that_no_table_knows_is_left_to_amazon(wired, amazon):
    await wired().execute("orders", "list", {**SINCE, "marketplace_ids": ["ANEWMARKETPLACE"]})
    assert amazon.requests[0].url.params["marketplaceIds"] == "ANEWMARKETPLACE"


@pytest.mark.parametrize(
    ("option", "value"), [("environment", "prod"), ("environment", ""), ("account_type", "buyer")]
)
def test_other_settings_are_checked_at_construction_too(wired, option, value):
    with pytest.raises(ConfigurationError, match=option):
        wired(**{option: value})


async def test_urls_and_credentials_of_the_environment_are_used(wired, amazon, monkeypatch):
    names = {
        "TOOLSPAN_SP_API_URL": "http://127.0.0.1:9/",
        "TOOLSPAN_LWA_URL": "http://127.0.0.1:9/auth/o2/token",
        "TOOLSPAN_SELLER_ID": "A2",
    }
    for name, value in (
        names | {"LWA_APP_ID": "app", "LWA_CLIENT_SECRET": "secret", "SP_API_REFRESH_TOKEN": "refresh"}
    ).items():
        monkeypatch.setenv(name, value)
    amazon.api = lambda _: amazon.json({})
    await wired(auth_config=None, seller_id=None).execute("listings_items", "get", {"sku": "s"})
    assert str(amazon.requests[0].url).startswith("http://127.0.0.1:9/listings/2021-08-01/items/A2/s?")
    assert amazon.token_requests[0]["refresh_token"] == "refresh"


async def test_missing_credentials_are_named_at_the_first_call_and_found_when_set_later(wired, monkeypatch):
    connector = wired(auth_config=None)
    with pytest.raises(
        ConfigurationError, match="LWA_APP_ID, LWA_CLIENT_SECRET, SP_API_REFRESH_TOKEN not set"
    ):
        await connector.execute("orders", "list", SINCE)
    for name in ("LWA_APP_ID", "LWA_CLIENT_SECRET", "SP_API_REFRESH_TOKEN"):
        monkeypatch.setenv(name, "value")
    await connector.execute("orders", "list", SINCE)


@pytest.mark.parametrize("name", ["lwa_app_id", "lwa_client_secret", "refresh_token"])
@pytest.mark.parametrize("value", ["", "   ", None])
def test_an_empty_credential_is_refused_by_name(name, value):
    given = {"lwa_app_id": "a", "lwa_client_secret": "b", "refresh_token": "c", name: value}
    with pytest.raises(ConfigurationError, match=name):
        AmazonSellerPartnerAuthConfig(**given)


@pytest.mark.parametrize("nothing", ["", " ", "\n", 0, []])
@pytest.mark.parametrize("name", ["region", "seller_id", "base_url", "token_url", "config"])
def test_an_empty_setting_is_refused_and_stands_for_none(wired, name, nothing):
    given = {"region": None, "config": {"region": nothing}} if name == "config" else {name: nothing}
    with pytest.raises(ConfigurationError, match="is empty"):
        wired(**given)


@pytest.mark.parametrize("nothing", ["", "  "])
@pytest.mark.parametrize(
    "variable", ["TOOLSPAN_REGION", "TOOLSPAN_SELLER_ID", "TOOLSPAN_SP_API_URL", "TOOLSPAN_LWA_URL"]
)
def test_an_empty_variable_is_refused_by_its_name(wired, monkeypatch, variable, nothing):
    monkeypatch.setenv(variable, nothing)
    with pytest.raises(ConfigurationError, match=f"{variable} is empty"):
        wired(region=None, seller_id=None, base_url=None, token_url=None)
    wired(region="DE", seller_id="A1", base_url="http://127.0.0.1:9", token_url="http://127.0.0.1:9/t")


async def test_a_seller_id_of_false_is_none_whatever_the_environment_says(wired, monkeypatch):
    monkeypatch.setenv("TOOLSPAN_SELLER_ID", "A2")
    with pytest.raises(InvalidInput, match="needs the seller's id"):
        await wired(seller_id=False).execute("listings_items", "get", {"sku": "s"})


def test_an_empty_access_token_is_refused():
    given = {"lwa_app_id": "a", "lwa_client_secret": "b", "refresh_token": "c"}
    with pytest.raises(ConfigurationError, match="access_token"):
        AmazonSellerPartnerAuthConfig(**given, access_token=" ")
