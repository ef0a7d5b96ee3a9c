"""A secret that got into the wrong field is not quoted back."""

from __future__ import annotations

import pytest

from toolspan import ConfigurationError
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector

SECRETS = ["Atzr|canary-7f3a91c2d8-secret", "canary-7f3a91c2d8-secret", "amzn1.oa2-cs.v1.canary-7f3a91c2d8"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "field", ["region", "environment", "account_type", "base_url", "token_url", "timeout"]
)
def test_a_secret_in_a_wrong_field_is_not_quoted_back(field, secret):
    with pytest.raises(ConfigurationError) as refused:
        Connector(**{"region": "US", field: secret})
    assert "canary" not in f"{refused.value} {refused.value.to_dict()}"
    assert "not shown" in str(refused.value)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", ["key", "value"])
def test_nor_one_in_config(place, secret):
    config = {"region": secret} if place == "value" else {secret: "US"}
    with pytest.raises(ConfigurationError) as refused:
        Connector(config=config)
    assert "canary" not in str(refused.value)


def test_a_short_mistake_is_shown():
    with pytest.raises(ConfigurationError, match="'Germny'"):
        Connector(region="Germny")
