"""After delivery: what each meter owes and is owed, and what trading saved against the grid alone."""
