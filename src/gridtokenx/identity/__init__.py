"""Device certificates by IEEE 2030.5."""
