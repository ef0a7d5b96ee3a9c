"""Data Kiosk's GraphQL schemas: which data sets there are, their types, and what is wrong with a query.

Facts: `facts/data_kiosk/*.graphql`, from Amazon's published schemas without their descriptions.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput, NotFound
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DATASETS", "check_query", "describe_type", "offered", "types_of"]

DATASETS = {
    "analytics_salesAndTraffic_2024_04_24": "Sales and traffic by day, week or month, and by product.",
    "analytics_economics_2024_03_15": "Sales, fees, costs and proceeds by product.",
    "analytics_vendorAnalytics_2024_09_30": "Vendors' sales, stock, forecasts and margins.",
}
"""Data sets, and what each answers. The last is for vendor accounts alone."""
VENDOR = "analytics_vendorAnalytics_2024_09_30"
LONGEST = 8000
"""Characters that Amazon takes in one query."""
UNCHECKED = "The query was not checked before it was sent: that needs graphql-core, which pip install 'toolspan[data-kiosk]' brings."
_NAMED = re.compile(r"\banalytics_\w+")
_DEFINITION = re.compile(r"^(?:type|enum|input|scalar) (\w+)[^{\n]*(?:\{[^}]*\})?", re.MULTILINE)
_RETENTION = re.compile(r' @resultRetention\(duration: "[^"]*"\)')
_MOST = 5


@cache
def _text(dataset: str) -> str:
    folder = files("toolspan.connectors.amazon_seller_partner") / "facts" / "data_kiosk"
    return (folder / f"{dataset}.graphql").read_text(encoding="utf-8")


@cache
def _types(dataset: str) -> dict[str, str]:
    found = _DEFINITION.finditer(_RETENTION.sub("", _text(dataset)))
    return {each[1]: each[0] for each in found}


def offered(*, vendor: bool) -> list[str]:
    """Return the data sets that a vendor, or a seller, may ask."""
    return [name for name in DATASETS if vendor or name != VENDOR]


def types_of(dataset: str) -> list[str]:
    """Return the names of a data set's types, the one with its queries first."""
    names = list(_types(dataset))
    root = next(name for name in names if name.lower() == dataset.lower())
    return [root, *(name for name in names if name not in (root, "Query"))]


def describe_type(dataset: str, name: str | None = None) -> str:
    """Return one type of a data set in GraphQL's schema language; without a name, its queries.

    Raises:
        NotFound: There is no such type; the message names the closest.
    """
    known = _types(dataset)
    wanted = name or types_of(dataset)[0]
    if wanted not in known:
        raise NotFound(
            f'{dataset} has no type "{wanted[:80]}".{suggestion(wanted, known)}',
            hint=f"Its types are: {', '.join(types_of(dataset))}.",
        )
    return known[wanted]


def check_query(query: str, *, vendor: bool) -> list[str]:
    """Refuse a query that Amazon would refuse; return warnings.

    Args:
        query: GraphQL.
        vendor: Whether the account is a vendor's.

    Raises:
        InvalidInput: It is too long, names no data set of this account, or does not fit the schema.
    """
    if len(query) > LONGEST:
        raise _wrong(f"it has {len(query):,} characters, and Amazon takes {LONGEST:,}.")
    named = list(dict.fromkeys(_NAMED.findall(query)))
    choices = offered(vendor=vendor)
    if len(named) != 1:
        said = "names no data set" if not named else f"asks {len(named)} data sets: send one query for each"
        raise _wrong(f"it {said}. The data sets are: {', '.join(choices)}.")
    if named[0] == VENDOR and VENDOR not in choices:
        raise _wrong(f'{VENDOR} is for vendors. Connect with account_type="vendor" or "both".')
    if named[0] not in DATASETS:
        raise _wrong(f'there is no data set "{named[0]}".{suggestion(named[0], choices)}')
    faults = _faults(named[0], query)
    if faults is None:
        return [UNCHECKED]
    if faults:
        more = f" And {len(faults) - _MOST} more." if len(faults) > _MOST else ""
        raise _wrong(" ".join(faults[:_MOST]) + more)
    return []


def _wrong(text: str) -> InvalidInput:
    return InvalidInput(
        f"data_kiosk.query: {text}", hint="data_kiosk.schema shows the data sets, their types and fields."
    )


def _faults(dataset: str, query: str) -> Sequence[str] | None:
    """Return what is wrong with a query, in sentences; None where graphql-core is not installed."""
    try:
        from graphql import GraphQLError, parse, validate  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        return None
    try:
        document = parse(query, no_location=False)
    except GraphQLError as error:
        return [_sentence(error)]
    return [_sentence(error) for error in validate(_schema(dataset), document)]


@cache
def _schema(dataset: str) -> Any:
    from graphql import build_schema  # noqa: PLC0415 - an extra

    return build_schema(_text(dataset))


def _sentence(error: Any) -> str:
    where = f"line {error.locations[0].line}, column {error.locations[0].column}: " if error.locations else ""
    return f"{where}{error.message.rstrip('.')}."
