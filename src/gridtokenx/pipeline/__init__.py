"""One use case a file; each is idempotent, so a run continues after a crash."""
