"""Instructions, account layouts, program addresses and errors, read from the programs' IDL files."""
