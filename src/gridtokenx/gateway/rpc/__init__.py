"""The ledger's JSON-RPC and WebSocket server, method for method as Solana's."""
