"""What the pipeline needs from the outside, one protocol a file; adapters share its name."""
