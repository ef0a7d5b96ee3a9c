"""Reports: their life cycle, the documents they end in, and what is written in them."""
