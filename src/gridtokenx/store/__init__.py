"""Adapters of the reading store."""
