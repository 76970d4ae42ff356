"""Settings, parsed once."""
