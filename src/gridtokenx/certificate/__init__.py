"""Renewable energy certificates."""
