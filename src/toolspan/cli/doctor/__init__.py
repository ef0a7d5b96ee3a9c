"""What `toolspan doctor` looks at: the installation, the settings, the way to the API, the account."""
