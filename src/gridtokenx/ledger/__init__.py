"""Adapters of the ledger port: the embedded validator."""
