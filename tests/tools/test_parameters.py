"""What a model is told of parameters."""

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.tools.typed import parameters_of


def fields(name):
    entity, action = name.split(".")
    return parameters_of(AmazonSellerPartnerConnector.operations.find(entity, action))


def test_an_interval_is_told_in_words_and_not_by_a_format_that_no_schema_knows():
    interval = fields("sales.metrics")["properties"]["interval"]
    assert interval["type"] == "string"
    assert "format" not in interval
    assert '"-7d--now"' in interval["description"]


def test_what_is_filled_into_the_items_of_a_batch_is_not_required_of_them():
    items = fields("pricing.competitive_summary")["properties"]["requests"]["items"]
    assert items["required"] == ["asin", "includedData"]
    assert {"method", "uri", "marketplaceId"} < set(items["properties"])


def test_a_body_that_is_a_list_is_a_required_parameter():
    schema = fields("fees.batch")
    assert schema["required"] == ["body"]
    assert schema["properties"]["body"]["maxItems"] == 20
