"""Tables, and the queries on them."""
