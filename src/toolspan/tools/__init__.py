"""Tools of a connector: what a model reads of them, what it may send, and what it gets back."""
