"""What lives in the process: connectors that are in use, and jobs that run."""
