"""The rpc adapter: the ledger port over any Solana cluster's JSON-RPC."""
