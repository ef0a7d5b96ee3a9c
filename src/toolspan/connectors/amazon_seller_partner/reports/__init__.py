"""Reports: run, reuse, column types, files."""
