"""One module per agent framework; each is built against `toolspan.contract` and nothing else of the core.

A new framework is one file here (or one entry point in the group `toolspan.adapters`) that ends
in `adapter = ...`. Frameworks are imported inside functions: finding an adapter costs nothing.
"""
