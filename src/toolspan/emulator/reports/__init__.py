"""Reports: life cycle, documents and content."""
