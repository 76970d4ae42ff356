"""Deployment of our programs to a ledger through the upgradeable loader, any ledger behind the port."""
