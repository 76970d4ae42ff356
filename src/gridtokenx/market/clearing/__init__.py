"""Ways to turn a book into a price and fills; the uniform-price call auction is the ledger's."""
