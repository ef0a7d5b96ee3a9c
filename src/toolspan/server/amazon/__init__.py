"""What the server must know of the Amazon Seller Partner connector."""
