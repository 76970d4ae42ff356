"""Simulated meters as clients of their own."""
