"""HTTP layer: authentication, validation, dispatch and error responses."""
