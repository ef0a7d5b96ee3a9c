"""Product type definitions: JSON Schemas, and validation of submissions against them."""
