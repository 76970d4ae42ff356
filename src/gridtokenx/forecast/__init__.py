"""Load and generation forecasts."""
