"""Interval readings: integer watt-hours, quality, signatures, aggregation and the three JSON shapes."""
