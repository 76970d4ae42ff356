"""Checks on the meters' series of readings: what is missing, impossible, or unlike the rest (R-SIM-11)."""
