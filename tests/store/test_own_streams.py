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
    with pytest.raises(ConfigurationError, match=r"streams\.toml: KeyError: 'columns'"):
        _ = connect().store.facts
    streams.write_text(STREAMS.replace('places = "marketplace_ids"', "one_place = true"))
    with pytest.raises(ConfigurationError, match="needs `place`, its column with the place"):
        _ = connect().store.facts
    streams.unlink()
    with pytest.raises(ConfigurationError, match=r"streams\.toml cannot be read"):
        _ = connect().store.facts
