"""Checks of `toolspan doctor`: installation, settings, network, account."""
