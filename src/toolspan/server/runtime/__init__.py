"""In-memory state of a process: live connectors, running calls and jobs, metrics."""
