"""From operations to tools: what a model reads, what it may send, and what it gets back."""
