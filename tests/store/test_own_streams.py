"""Tables and streams of a user's own: a report that the connector does not replicate."""

import pytest

from toolspan import ConfigurationError
from toolspan.emulator.seller.removals import Removal

from .truth import SINCE, rows

STREAMS = """
[tables.removals]
description = "Units taken out of Amazon's warehouses."
key = ["file", "row"]

[tables.removals.columns]
requested = ["moment", "when it was requested"]
order_id = ["text", "the removal order"]
sku = ["text", "the seller's SKU"]
units = ["integer", "units requested"]
sellable = ["text", "Sellable or Unsellable"]
file = ["text", "report that it stands in"]
row = ["integer", "its row there"]

[streams.removals]
replaces = "requested"
overlap = 604800
history_days = 540

[streams.removals.job]
operation = "reports.create"
params = { report_type = "GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA" }
lower = "data_start_time"
upper = "data_end_time"
places = "marketplace_ids"
job_id = "reportId"
rows = "toolspan.connectors.amazon_seller_partner.replication:typed_rows"
uses = ["reports.document"]

[streams.removals.job.paths.removals]
requested = "request-date"
order_id = "order-id"
sku = "sku"
units = "requested-quantity"
sellable = "disposition"
file = "@job"
row = "#"
"""


@pytest.fixture
def streams(tmp_path, monkeypatch):
    path = tmp_path / "streams.toml"
    path.write_text(STREAMS)
    monkeypatch.setenv("TOOLSPAN_STREAMS", str(path))
    return path


async def test_a_report_of_the_users_choice_is_replicated_and_asked_like_any_table(
    connect, emulator, streams
):
    connector = connect()
    skus, now = [product.sku for product in emulator.seller.world.products], emulator.clock.time()
    emulator.seller.world.removals += [
        Removal(f"R{days}", "Return", skus[days % 5], days, 0, now - days * 86400) for days in (3, 11, 40)
    ]
    await connector.store.sync(["removals"], since=SINCE)
    emulator.clock.advance(10 * 86400)
    emulator.seller.world.removals.append(Removal("R0", "Disposal", skus[0], 0, 5, now + 86400))
    await connector.store.sync(["removals"])
    wanted = [(each.order_id, each.sku, each.units) for each in emulator.seller.world.removals]
    assert sorted(rows(connector, "SELECT order_id, sku, units FROM removals")) == sorted(wanted)
    page = await connector.execute(
        "context_store", "sql_query", {"sql": "SELECT sum(units) AS units FROM removals"}
    )
    assert page.data == [{"units": sum(units for _, _, units in wanted)}]
    assert page.meta.coverage["removals"]["from"]
    assert "removals" in {plan.entity for plan in await connector.store.plan()}


async def test_a_file_of_streams_that_describes_none_says_what_is_wrong(connect, streams):
    streams.write_text("[tables.removals]\nkey = 3\n")
    with pytest.raises(ConfigurationError, match=r"streams\.toml: streams is missing"):
        _ = connect().store.facts
    streams.write_text(STREAMS.replace('places = "marketplace_ids"', "one_place = true"))
    with pytest.raises(ConfigurationError, match="needs `place`, its column with the place"):
        _ = connect().store.facts
    streams.unlink()
    with pytest.raises(ConfigurationError, match=r"streams\.toml cannot be read"):
        _ = connect().store.facts


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('units = ["integer", ', 'units = ["decimal", ', "tables.removals.columns.units: there is no column type"),
        ('units = ["integer", ', '\'x"; DROP TABLE orders; --\' = ["integer", ', "cannot be a name: expected lower-case"),
        ('units = ["integer", ', 'Units = ["integer", ', "'Units' cannot be a name"),
        ('key = ["file", "row"]', 'key = ["file", "roww"]', 'tables.removals.key: there is no column \'roww\'. Did you mean "row"?'),
        ('key = ["file", "row"]', 'key = ["file", "row"]\nnewer = "requested"', "tables.removals.newer: there is no such setting"),
        ('key = ["file", "row"]', 'key = "file"', "tables.removals.key: expected a list of texts"),
        ("overlap = 604800", "overlapp = 604800", 'streams.removals.overlapp: there is no such setting. Did you mean "overlap"?'),
        ("overlap = 604800", 'overlap = "week"', "streams.removals.overlap: expected a number, not 'week'"),
        ("overlap = 604800", 'open_while = "TRUE; DROP TABLE orders"', "open_while: expected one condition of SQL"),
        ('replaces = "requested"', 'replaces = "sku"', "streams.removals.replaces: expected a column of type moment or day"),
        ('"reports.create"', '"reports.creat"', "streams.removals.job.operation: There is no action"),
        ('["reports.document"]', '["reports.documnt"]', "streams.removals.job.uses.0: There is no action"),
        ('job_id = "reportId"', 'job_id = "reportId"\nwindow_days = 0', "job.window_days: expected more than 0"),
        ('job_id = "reportId"\n', "", "streams.removals.job: job_id is missing"),
        ("replication:typed_rows", "replication", "streams.removals.job.rows: expected a function as module:function"),
        ("[streams.removals.job.paths.removals]", "[streams.removals.job.paths.removal]", 'Did you mean "removals"?'),
        ('sku = "sku"', 'skuu = "sku"', 'paths.removals.skuu: there is no column of removals called \'skuu\'. Did you mean "sku"?'),
        ('sku = "sku"', 'sku = "sku["', "paths.removals.sku: 'sku[' is no path of a record"),
        ('row = "#"\n', "", "paths.removals: row is missing"),
        ("removals", "order", '"order" is a word of SQL'),
        ("[streams.removals]", "[streams.removal]", 'streams.removal: there is no table \'removal\'. Did you mean "removals"?'),
    ],
)  # fmt: skip
async def test_a_mistake_in_a_file_of_streams_is_named_with_file_and_key_when_it_is_loaded(
    connect, streams, right, wrong, said
):
    assert right in STREAMS
    streams.write_text(STREAMS.replace(right, wrong))
    with pytest.raises(ConfigurationError) as caught:
        _ = connect().store.facts
    assert caught.value.message.startswith("streams.toml, ")
    assert said in caught.value.message


async def test_a_mistake_in_a_file_of_streams_comes_with_the_choices(connect, streams):
    streams.write_text(STREAMS.replace('units = ["integer", ', 'units = ["decimal", '))
    with pytest.raises(ConfigurationError) as caught:
        _ = connect().store.facts
    assert "text, integer, number, money" in str(caught.value.hint)


VALUE = """
[tables.stock]
description = "Stock at Amazon."
key = ["sku", "marketplace_id"]
place = "marketplace_id"

[tables.stock.columns]
marketplace_id = ["text", "Amazon's id of the marketplace"]
sku = ["text", "the seller's SKU"]
units = ["integer", "units"]

[streams.stock]
whole = true
every = 86400

[streams.stock.call]
operation = "inventory.list"
params = { details = true }
places = "marketplace_ids"
one_place = true

[streams.stock.call.paths.stock]
marketplace_id = "@place"
sku = "sellerSku"
units = "totalQuantity"
"""


async def synced(connect):
    """Records of a sync by a program that has just begun, and the sum of the units that it then holds."""
    async with connect() as connector:
        counts = await connector.store.sync(["stock"])
        return counts.get("stock", 0), rows(connector, "SELECT sum(units) FROM stock")


async def test_a_stream_whose_definition_has_changed_is_read_again(connect, streams):
    streams.write_text(VALUE)
    count, before = await synced(connect)
    assert await synced(connect) == (0, before)
    streams.write_text(VALUE.replace('"totalQuantity"', '"inventoryDetails.fulfillableQuantity"'))
    again, after = await synced(connect)
    assert again == count > 0
    assert after != before
    streams.write_text(streams.read_text().replace("whole = true", "whole = true\nreserved = 1"))
    assert await synced(connect) == (0, after)


async def test_a_condition_that_the_database_does_not_understand_is_named(connect, streams, location):
    view = '[views.few]\ntable = "stock"\ndescription = "Few."\nwhere = "unit < 3"\n'
    streams.write_text(view + VALUE)
    with pytest.raises(ConfigurationError, match=r"views\.few\.where: .*unit"):
        await synced(connect)
    streams.write_text(view.replace("unit ", "units ") + VALUE)
    assert (await synced(connect))[0] > 0
