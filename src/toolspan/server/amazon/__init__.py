"""The server's support for the Amazon Seller Partner connector."""
