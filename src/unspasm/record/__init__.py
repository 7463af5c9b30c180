"""What the person told us: events that are added and never changed, and the reads and writes that have names."""
