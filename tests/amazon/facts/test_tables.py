from __future__ import annotations

from collections import Counter
from datetime import date

from .conftest import read

COUNTRIES = "US CA MX BR GB DE FR IT ES NL SE PL BE IE TR EG SA AE IN ZA JP AU SG".split()  # noqa: SIM905


def test_there_is_a_usage_plan_row_for_every_published_operation() -> None:
    rows = read("usage_plans.json")
    assert len(rows) == 370
    assert len({(row["api"], row["method"], row["path"]) for row in rows}) == 370
    assert Counter(row["method"] for row in rows) == {
        "GET": 186,
        "POST": 129,
        "PUT": 37,
        "DELETE": 13,
        "PATCH": 5,
    }


def test_rate_and_burst_are_published_together_or_not_at_all() -> None:
    rows = read("usage_plans.json")
    assert all((row["rate"] is None) == (row["burst"] is None) for row in rows)
    assert sum(row["rate"] is not None for row in rows) == 300
    assert all(row["rate"] > 0 and row["burst"] >= 1 for row in rows if row["rate"] is not None)


def test_grantless_operations_name_their_scope() -> None:
    scopes = Counter(row["grantless_scope"] for row in read("usage_plans.json") if row["grantless_scope"])
    assert scopes == {
        "sellingpartnerapi::notifications": 6,
        "sellingpartnerapi::client_credential:rotation": 1,
    }


def test_restricted_operations_say_when_they_need_a_restricted_token() -> None:
    restricted = Counter(row["restricted"] for row in read("usage_plans.json") if row["restricted"])
    assert restricted == {"always": 27, "asked": 3, "report": 1}


def test_all_marketplaces_are_there_with_their_endpoints() -> None:
    rows = read("marketplaces.json")
    assert sorted(row["country"] for row in rows) == sorted(COUNTRIES)
    assert len({row["marketplace_id"] for row in rows}) == 23
    assert {row["region"] for row in rows} == {"NA", "EU", "FE"}
    for row in rows:
        host = f"sellingpartnerapi-{row['region'].lower()}.amazon.com"
        assert row["endpoint"] == f"https://{host}"
        assert row["sandbox_endpoint"] == f"https://sandbox.{host}"


def test_uk_is_another_name_of_gb() -> None:
    (british,) = (row for row in read("marketplaces.json") if row["country"] == "GB")
    assert "UK" in british["aliases"]


def test_report_types_carry_what_a_run_needs_to_know() -> None:
    rows = read("report_types.json")
    assert len(rows) == 135
    keys = {"content_type", "restricted", "requestable", "schedulable", "removal_date"}
    assert all(set(row) == keys for row in rows.values())
    assert sum(row["restricted"] for row in rows.values()) == 16
    assert rows["GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"]["requestable"] is False


def test_removal_dates_of_report_types_are_dates() -> None:
    dates = {
        name: row["removal_date"] for name, row in read("report_types.json").items() if row["removal_date"]
    }
    assert dates["GET_V2_SETTLEMENT_REPORT_DATA_XML"] == "2026-11-11"
    assert all(date.fromisoformat(each) for each in dates.values())
