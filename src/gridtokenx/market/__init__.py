"""Orders, book, clearing and strategies; knows nothing of a ledger."""
