"""Data Kiosk: figures by GraphQL query, checked before it is sent."""
