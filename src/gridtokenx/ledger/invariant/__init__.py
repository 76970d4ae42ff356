"""The ledger's invariants, each checked while the journal is run again; one rule a file."""
