"""Bytes to messages and back, by the standards' own state machines."""
