"""Keys, encrypted rows, access tokens and the limit on failed logins."""
