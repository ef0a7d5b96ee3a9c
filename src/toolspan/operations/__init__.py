"""Operation records: an API described as data, with name lookup, validation and request building."""
