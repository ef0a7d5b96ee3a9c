"""Demo: one scripted assistant, run by each framework's own runner."""
