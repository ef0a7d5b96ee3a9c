from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.errors import InvalidInput

from .conftest import (
    BY_NAME,
    ENTITIES,
    FACTS,
    INDEX,
    NAMES,
    OPERATIONS,
    RULES,
    accepted,
    of_every,
    read,
    required,
    snake,
)

KEYS = {
    "entity", "action", "api", "operation_id", "method", "path", "summary", "effect", "destructive", "idempotent",
    "parameters", "body", "records", "records_kind", "cursor", "page_size", "stream", "fill", "defaults", "rules",
    "renames", "refused", "rate", "burst", "extra", "priority", "success", "deprecated", "example", "steps",
    "verify", "lookup", "outcome", "if_refused", "handler", "listed", "for_programs", "secrets", "idempotency_header", "runs",
}  # fmt: skip
RULE_KEYS = {
    "exactly_one": {"names"},
    "at_most_one": {"names"},
    "at_least_one": {"names"},
    "requires": {"name", "needs"},
    "required_when": {"name", "when"},
    "order": {"start", "end"},
    "min_age": {"name", "seconds"},
    "max_age": {"name", "days"},
    "max_span": {"start", "end", "days"},
    "alone": {"name"},
    "interval": {"name", "zone"},
    "interval_age": {"name", "days", "when"},
    "no_comma": {"name", "instead"},
}

each_operation = of_every(BY_NAME)


def named_by(rule: dict[str, Any]) -> set[str]:
    single = {rule[key] for key in ("name", "start", "end", "zone") if key in rule}
    return single | set(rule.get("names", [])) | set(rule.get("needs", [])) | set(rule.get("when", {}))


def keywords_of(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(keywords_of, schema))
    if not isinstance(schema, dict):
        return set()
    inner = [keywords_of(value) for key, value in schema.items() if key != "properties"]
    inner += [keywords_of(value) for value in schema.get("properties", {}).values()]
    return set(schema).union(*inner)


@each_operation
def test_a_record_has_exactly_the_agreed_keys(operation: dict[str, Any]) -> None:
    assert set(operation) == KEYS


@each_operation
def test_rules_name_only_parameters_of_their_operation(operation: dict[str, Any]) -> None:
    known = set(accepted(operation))
    for rule in operation["rules"]:
        beside = {"when"} if rule["kind"] == "no_comma" else set()
        assert set(rule) - {"kind"} - beside == RULE_KEYS[rule["kind"]]
        assert named_by(rule) <= known, rule


@each_operation
def test_everything_else_names_only_parameters_of_its_operation(operation: dict[str, Any]) -> None:
    known = set(accepted(operation))
    cursor = operation["cursor"]
    assert {cursor["parameter"].partition(".")[0]} <= known if cursor else True
    assert operation["page_size"] is None or operation["page_size"] in known
    assert {path.split(".")[0] for path in operation["fill"]} <= known
    assert set(operation["extra"].get("marketplaces", [])) <= known
    stream = operation["stream"] or {"lower": None, "upper": None}
    assert {stream["lower"], stream["upper"], *stream.get("unless", [])} - {None} <= known
    assert {path.split(".")[0] for path in operation["defaults"]} <= known
    assert {rename["to"] for rename in operation["renames"]} <= known


def test_only_what_this_connector_reads_is_extra() -> None:
    extra = [operation["extra"] for operation in OPERATIONS]
    assert {key for one in extra for key in one} == {
        "marketplace",
        "marketplaces",
        "restricted",
        "grantless_scope",
        "account",
        "sandbox",
        "missing",
    }
    assert {one.get("marketplace", "default") for one in extra} == {"required", "default"}
    assert {word for operation in OPERATIONS for word in operation["fill"].values()} == {
        "marketplace",
        "seller",
        "{orderId}",
        "md5:InvoiceContent",
        "md5:invoiceContent",
    }
    filled = [operation for operation in OPERATIONS if "marketplace" in operation["fill"].values()]
    assert filled == [operation for operation in OPERATIONS if "marketplace" in operation["extra"]]


def test_the_entities_that_agents_need_most_come_first() -> None:
    ranks = {operation["entity"]: operation["priority"] for operation in OPERATIONS}
    first = sorted((rank, entity) for entity, rank in ranks.items() if rank)
    assert [rank for rank, _ in first] == list(range(1, len(first) + 1))
    assert first[0][1] == "orders"


@each_operation
def test_an_override_corrects_a_parameter_that_exists(operation: dict[str, Any]) -> None:
    given = NAMES.get(operation["entity"], {}).get(operation["action"], {})  # of a rule, the build says so
    assert set(given.get("override", {})) <= set(accepted(operation))


@each_operation
def test_old_names_are_never_names_of_today(operation: dict[str, Any]) -> None:
    known = {snake(name).replace("_", "") for name in accepted(operation)}
    old = [rename["from"] for rename in operation["renames"]] + list(operation["refused"])
    folded = [snake(name).replace("_", "") for name in old]
    assert not known & set(folded)
    assert len(folded) == len(set(folded))


@each_operation
def test_translated_values_are_values_of_the_new_parameter(operation: dict[str, Any]) -> None:
    for rename in operation["renames"]:
        schema = accepted(operation)[rename["to"]]
        allowed = schema.get("items", schema).get("enum", list(rename["values"].values()))
        assert set(rename["values"].values()) <= set(allowed)


@each_operation
def test_the_example_is_a_valid_call(operation: dict[str, Any]) -> None:
    index = AmazonSellerPartnerConnector.every_operation
    signature = index.signature(index.find(operation["entity"], operation["action"]))
    try:
        signature.check(operation["example"], datetime(2026, 11, 24, tzinfo=UTC))
    except InvalidInput as error:
        raise AssertionError(error.message) from None
    assert {snake(name) for name in required(operation)} <= set(operation["example"])


@each_operation
def test_the_example_satisfies_the_rules(operation: dict[str, Any]) -> None:
    given = {name for name in accepted(operation) if snake(name) in operation["example"]}
    for rule in operation["rules"]:
        among = len(given & set(rule.get("names", [])))
        assert {
            "exactly_one": among == 1,
            "at_most_one": among <= 1,
            "at_least_one": among >= 1,
            "requires": rule.get("name") not in given or set(rule.get("needs", [])) <= given,
            "alone": rule.get("name") not in given,
        }.get(rule["kind"], True), rule


@each_operation
def test_a_path_holds_exactly_the_path_parameters(operation: dict[str, Any]) -> None:
    in_path = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
    assert set(re.findall(r"{(\w+)}", operation["path"] or "")) == in_path


@each_operation
def test_an_operation_pages_only_if_it_gives_a_list(operation: dict[str, Any]) -> None:
    assert operation["records_kind"] in {"list", "one", "lists", "none"}
    if operation["cursor"]:
        assert operation["records_kind"] in {"list", "lists"}
    assert operation["cursor"] or not operation["page_size"]


@each_operation
def test_no_prose_of_amazon_is_in_a_schema(operation: dict[str, Any]) -> None:
    prose = {"description", "title", "example", "examples", "x-example"}
    sent = [parameter for parameter in operation["parameters"] if parameter["in"] != "local"]
    schemas = [parameter["schema"] for parameter in sent] + [operation["body"]]
    assert not prose & keywords_of(schemas)


@each_operation
def test_a_summary_is_one_short_line_of_ours(operation: dict[str, Any]) -> None:
    assert 10 < len(operation["summary"]) <= 100
    assert "\n" not in operation["summary"]
    assert operation["summary"].endswith(".")


READS_BESIDE_GET = set(
    """
    amazon_shipping.rates aplus_content.validate awd_inbound.check_eligibility carrier_accounts.list
    collection_forms.list collection_forms.unmanifested data_kiosk.cancel data_kiosk.create easy_ship.slots
    feeds.create_document fees.batch fees.by_asin fees.by_sku inbound_items.labels invoices.create_export
    multi_channel_orders.delivery_offers multi_channel_orders.delivery_offers_2026 multi_channel_orders.preview
    multi_channel_orders.preview_2026 pricing.competitive_summary pricing.featured_offer_expected_price
    pricing.item_offers_batch pricing.listing_offers_batch replenishment.metrics replenishment.offer_metrics
    replenishment.offers reports.cancel reports.create services.capacity services.create_upload
    services.fixed_capacity shipping_labels.additional_inputs shipping_labels.rates tokens.create uploads.create
""".split()  # noqa: SIM905 - a list that people read
)
"""They change nothing that anybody else can see: rates, previews, searches, checks, and jobs of our own."""
UNDONE_BY_ANOTHER_CALL = set(
    """
    amazon_shipping.create_claim aplus_content.create applications.create_notice applications.notice_done
    awd_inbound.create awd_inbound.set_tracking awd_inbound.update awd_outbound.create awd_outbound.update
    awd_replenishment.create carrier_accounts.link carrier_accounts.link_again direct_fulfillment.create_test_orders
    direct_fulfillment.set_inventory direct_fulfillment.update_status easy_ship.create easy_ship.create_bulk
    easy_ship.update external_fulfillment.create_packages external_fulfillment.set_inventory
    external_fulfillment.update_package inbound_items.set_compliance inbound_items.set_prep_details
    inbound_plans.create inbound_plans.generate_packing_options inbound_plans.generate_placement_options
    inbound_plans.rename inbound_plans.set_packing inbound_shipments.generate_content_update_previews
    inbound_shipments.rename inbound_shipments.set_source_address inbound_shipments.set_tracking
    inbound_transport.confirm_delivery_window inbound_transport.generate_appointment_slots
    inbound_transport.generate_delivery_windows inbound_transport.generate_options
    inbound_transport.schedule_appointment inventory.add_test_stock inventory.create_test_item
    multi_channel_orders.create_return multi_channel_orders.set_status multi_channel_orders.set_status_2026
    multi_channel_orders.update_package_2026 notification_destinations.create notification_subscriptions.create
    notification_subscriptions.send_test services.add_appointment services.assign_appointment_resources
    services.create_reservation services.reschedule_appointment services.set_appointment_data
    services.update_reservation services.update_schedule shipment_invoices.fba_submit shipment_invoices.submit
    supply_sources.create supply_sources.set_status supply_sources.update vendor_shipments.submit
""".split()  # noqa: SIM905 - a list that people read
)
WRITES = {name for name, each in BY_NAME.items() if each["effect"] == "write"}


def test_what_is_no_get_is_a_write_unless_it_was_found_to_only_read() -> None:
    beside = {name for name, each in BY_NAME.items() if each["method"] not in ("GET", None)}
    assert beside - WRITES == READS_BESIDE_GET
    assert {name for name, each in BY_NAME.items() if each["method"] == "GET"} & WRITES == set()


def test_what_cannot_be_taken_back_is_destructive() -> None:
    assert {name for name in WRITES if not BY_NAME[name]["destructive"]} == UNDONE_BY_ANOTHER_CALL
    assert {name for name, each in BY_NAME.items() if each["destructive"]} <= WRITES


def test_the_effect_of_whatever_is_no_plain_read_has_its_reason() -> None:
    stated = {
        f"{entity}.{action}": given for entity, actions in NAMES.items() for action, given in actions.items()
    }
    beside = {name for name in stated if BY_NAME[name]["method"] not in ("GET", None)}
    assert [name for name in beside if not stated[name].get("why")] == []
    reasons = [
        given.get("reads") or given.get("writes") or given.get("final")
        for rule in RULES.values()
        for given in rule["calls"].values()
        if given.keys() & {"reads", "writes", "final"}
    ]
    assert all(len(reason) > 8 for reason in reasons)
    assert len(reasons) + len(beside) == len(WRITES | READS_BESIDE_GET) - len({"feeds.submit"})


def test_every_write_says_where_to_look_when_it_ended_in_doubt() -> None:
    assert [name for name in WRITES if not BY_NAME[name]["verify"]] == []
    assert [name for name in WRITES if BY_NAME[name]["verify"].split()[0] not in BY_NAME] == []


def test_what_would_be_there_twice_must_not_be_repeated_blindly() -> None:
    repeated = {name for name, each in BY_NAME.items() if each["idempotent"] and each["effect"] == "write"}
    posts = {name for name in repeated if BY_NAME[name]["method"] in ("POST", "PATCH")}
    assert posts == {
        "listings_items.patch",
        "orders.confirm_shipment",  # the same package again corrects it
        "orders.set_pickup_status",
        "orders.set_verification",
    }
    once = {"multi_channel_orders.create_return", "external_fulfillment.create_labels"}
    assert not once & repeated
    assert {name for name in READS_BESIDE_GET if not BY_NAME[name]["idempotent"]} == {
        "data_kiosk.create",
        "invoices.create_export",
        "reports.create",
        "services.create_upload",
        "uploads.create",
    }


def test_an_entity_has_at_most_twenty_actions_and_sellers_most_used_ones_are_there() -> None:
    counts = Counter(operation["entity"] for operation in OPERATIONS)
    assert max(counts.values()) <= 20
    assert len(counts) == 62
    assert counts.keys() >= {"orders", "listings_items", "inventory", "inbound_plans", "multi_channel_orders",
                             "shipping_labels", "vendor_orders", "direct_fulfillment"}  # fmt: skip


def test_every_operation_of_amazon_is_offered_once_or_left_out_for_a_reason() -> None:
    offered = {(each["api"], each["method"], each["path"]) for each in OPERATIONS if each["path"]}
    left_out = {
        (row["api"], row["operation_id"])
        for row in read("usage_plans.json")
        if (row["api"], row["method"], row["path"]) not in offered
    }
    superseded = {"catalogItems_2020-12-01", "catalogItemsV0", "listingsItems_2020-09-01", "shipping",
                  "vendorDirectFulfillmentOrdersV1", "vendorDirectFulfillmentShippingV1",
                  "vendorDirectFulfillmentTransactionsV1"}  # fmt: skip
    removed_next = {
        ("financesV0", "listFinancialEventsByGroupId"),
        ("financesV0", "listFinancialEventsByOrderId"),
    } | {("ordersV0", each) for each in ("getOrderAddress", "getOrderBuyerInfo", "getOrderItemsBuyerInfo")}
    assert {each for each in left_out if each[0] not in superseded} == removed_next
    audience = Counter(each["extra"].get("account", "seller") for each in OPERATIONS if each["path"])
    sandbox = sum(each["extra"].get("sandbox", False) for each in OPERATIONS)
    assert (sandbox, audience["vendor"]) == (9, 29)


def test_an_operation_that_another_does_better_is_not_listed() -> None:
    unlisted = {name for name, each in BY_NAME.items() if not each["listed"]}
    elsewhere = {name for name in BY_NAME if ".context_store_" in name}
    assert elsewhere
    assert unlisted == elsewhere | {name for name in BY_NAME if name.endswith("_2026")}


def test_what_needs_a_signature_is_for_programs_and_what_answers_a_secret_says_what_to_do_instead() -> None:
    assert {name for name, each in BY_NAME.items() if each["for_programs"]} == {
        "uploads.send",
        "wallet.create_transaction",
        "wallet.create_schedule",
        "wallet.update_schedule",
    }
    secret = {
        name: each["secrets"]["paths"]
        for name, each in BY_NAME.items()
        if each["secrets"] and not each["secrets"].get("files")
    }
    assert secret == {
        "awd_inbound.labels": ["labelDownloadURL"],
        "data_kiosk.document": ["documentUrl"],
        "easy_ship.create_bulk": ["printableDocumentsUrl"],
        "external_fulfillment.create_labels": ["fileData.url"],
        "inbound_items.labels": ["uri"],
        "inbound_shipments.bill_of_lading": ["DownloadURL"],
        "inbound_shipments.delivery_challan_document": ["uri"],
        "inbound_shipments.labels": ["DownloadURL"],
        "invoices.document": ["invoicesDocumentUrl"],
        "invoices.government_document": ["invoiceDocumentUrl"],
        "services.create_upload": ["url", "encryptionDetails.key", "encryptionDetails.initializationVector"],
        "tokens.create": ["restrictedDataToken"],
        "uploads.create": ["url"],
    }


def test_what_amazon_knows_by_a_key_carries_one() -> None:
    keyed = {name: each["idempotency_header"] for name, each in BY_NAME.items() if each["idempotency_header"]}
    assert keyed == dict.fromkeys(
        ("amazon_shipping.direct_purchase", "amazon_shipping.purchase", "collection_forms.create"),
        "x-amzn-IdempotencyKey",
    )
    for name in keyed:
        assert "x-amzn-IdempotencyKey" not in [each["name"] for each in BY_NAME[name]["parameters"]]


def test_removals_carry_their_date_and_what_to_use_instead() -> None:
    deprecated = {name: each["deprecated"] for name, each in BY_NAME.items() if each["deprecated"]}
    assert deprecated == {
        "orders_v0.list": {"removal_date": "2027-03-27", "replacement": "orders.list"},
        "orders_v0.get": {"removal_date": "2027-03-27", "replacement": "orders.get"},
        "order_items_v0.list": {"removal_date": "2027-03-27", "replacement": "order_items.list"},
        "financial_events.list": {"removal_date": "2027-08-27", "replacement": "transactions.list"},
    }
    assert all(date.fromisoformat(each["removal_date"]) for each in deprecated.values())
    assert all(each["replacement"] in BY_NAME for each in deprecated.values())


def test_aliases_lead_to_entities_and_hide_none() -> None:
    assert INDEX["aliases"] == {
        "list_financial_event_groups": "financial_event_groups",
        "list_financial_events": "financial_events",
        "store": "context_store",
    }
    assert set(INDEX["aliases"].values()) <= set(ENTITIES)
    assert not set(INDEX["aliases"]) & set(ENTITIES)


def test_the_steps_of_a_composite_are_operations_and_it_has_no_request_of_its_own() -> None:
    composites = [each for each in OPERATIONS if each["steps"]]
    names = [f"{each['entity']}.{each['action']}" for each in composites]
    assert names == [
        "data_kiosk.query",
        "feeds.result",
        "feeds.submit",
        "product_types.attributes",
        "reports.run",
    ]
    for each in composites:
        assert set(each["steps"]) <= set(BY_NAME)
        assert {each[key] for key in ("api", "operation_id", "method", "path", "rate", "burst")} == {None}


def test_rates_are_those_of_the_usage_plans() -> None:
    plans = {
        (row["api"], row["method"], row["path"]): (row["rate"], row["burst"])
        for row in read("usage_plans.json")
    }
    for name, each in BY_NAME.items():
        if not each["steps"] and each["path"]:
            assert plans[each["api"], each["method"], each["path"]] == (each["rate"], each["burst"]), name


def test_the_index_is_small_enough_to_read_at_first_use() -> None:
    assert (FACTS / "operations.json").stat().st_size < 600_000


@pytest.mark.parametrize(
    ("name", "rate", "burst"),
    [
        ("orders.list", 0.0056, 20),
        ("orders.get", 0.5, 30),
        ("reports.create", 0.0167, 15),
        ("inventory.list", 2, 2),
    ],
)
def test_rates_known_from_the_documentation_hold(name: str, rate: float, burst: int) -> None:
    assert (BY_NAME[name]["rate"], BY_NAME[name]["burst"]) == (rate, burst)


@pytest.mark.parametrize(
    ("name", "parameter", "limits"),
    [
        ("orders.list", "maxResultsPerPage", (1, 100)),
        ("orders_v0.list", "MaxResultsPerPage", (1, 100)),
        ("catalog_items.list", "pageSize", (1, 20)),
        ("listings_items.list", "pageSize", (1, 20)),
        ("reports.list", "pageSize", (1, 100)),
        ("financial_events.list", "MaxResultsPerPage", (1, 100)),
    ],
)
def test_page_sizes_have_both_bounds(name: str, parameter: str, limits: tuple[int, int]) -> None:
    schema = accepted(BY_NAME[name])[parameter]
    assert (schema["minimum"], schema["maximum"]) == limits


def test_a_token_that_must_stand_alone_is_marked_twice() -> None:
    alone = {name for name, each in BY_NAME.items() if (each["cursor"] or {}).get("alone")}
    assert alone == {"feeds.list", "reports.list"}
    for name in alone:
        assert {"kind": "alone", "name": "nextToken"} in BY_NAME[name]["rules"]
