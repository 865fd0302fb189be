"""What must outlive a run: the index of the archive, readings, curated agreements, their identity, source runs."""
