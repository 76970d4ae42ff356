"""Statements and summaries of a run."""
