"""What a ledger can carry, measured on one that is really founded, through the product's own stages."""
