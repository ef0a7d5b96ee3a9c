"""Generated seller: consistent products, orders, stock and payments from one seed."""
