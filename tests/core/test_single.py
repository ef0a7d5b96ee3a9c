"""What there is once is not copied, and says in words why it does not travel."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from toolspan import connect
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.hosted.workspace import HostedWorkspace
from toolspan.types import AirbyteAuthConfig

HOSTED = AirbyteAuthConfig(
    workspace_name="acme", airbyte_client_id="c", airbyte_client_secret="s", api_url="https://t.example"
)


@dataclasses.dataclass
class Holder:
    """What applications keep their dependencies in."""

    held: Any
    others: list[Any]


THINGS = {
    "connector": lambda: AmazonSellerPartnerConnector(region="US"),
    "entity": lambda: AmazonSellerPartnerConnector(region="US").orders,
    "sync": lambda: AmazonSellerPartnerConnector(region="US").sync,
    "sync entity": lambda: AmazonSellerPartnerConnector(region="US").sync.orders,
    "hosted": lambda: AmazonSellerPartnerConnector(HOSTED),
    "hosted entity": lambda: AmazonSellerPartnerConnector(HOSTED).reports,
    "any hosted": lambda: connect(
        "stripe",
        workspace_name="a",
        airbyte_client_id="c",
        airbyte_client_secret="s",
        api_url="https://t.example",
    ),
    "workspace": lambda: HostedWorkspace("acme", HOSTED),
    "sync workspace": lambda: HostedWorkspace("acme", HOSTED).sync,
}

each = pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)


@each
def test_a_copy_is_the_thing_itself(make, auth, wired):
    for thing in (make(), *([wired()] if make is THINGS["connector"] else [])):
        assert copy.copy(thing) is thing
        assert copy.deepcopy(thing) is thing
        assert copy.deepcopy({"a": [thing]})["a"][0] is thing
        taken = dataclasses.asdict(Holder(thing, [thing]))
        assert taken["held"] is thing
        assert taken["others"] == [thing]
        assert copy.deepcopy(Holder(thing, [])).held is thing


@each
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled_and_says_why(make, protocol):
    with pytest.raises(TypeError, match=r"not pickled.*credentials"):
        pickle.dumps([make()], protocol)
