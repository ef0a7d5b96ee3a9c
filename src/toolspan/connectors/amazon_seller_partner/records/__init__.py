"""What Amazon answers, as types: one module per API, imported under TYPE_CHECKING only."""
