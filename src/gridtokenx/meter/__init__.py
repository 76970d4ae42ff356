"""The fleet as arrays over meters: weather, PV, wind, battery, load, electricals, roles."""
