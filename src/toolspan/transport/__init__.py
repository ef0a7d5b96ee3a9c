"""How a call is carried out: straight to the API, or through a server."""
