"""Units, money, market interval, ids and the root error: what every stage shares."""
