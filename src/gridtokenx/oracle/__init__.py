"""Attestation of an interval's readings: canonical leaves, Merkle root and proofs, checks."""
