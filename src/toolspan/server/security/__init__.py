"""Keys, sealed rows, tokens and the count of failed attempts."""
