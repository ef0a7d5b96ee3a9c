"""What an API can do, as data, and what follows from it: names, checks, requests."""
