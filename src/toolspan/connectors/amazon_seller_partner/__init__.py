"""Amazon's Selling Partner API."""

from toolspan.connectors.amazon_seller_partner.connector import AmazonSellerPartnerConnector

__all__ = ["AmazonSellerPartnerConnector"]
