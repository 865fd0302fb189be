"""From captures to documents to mentions: bytes in, mentions out. No network, no database, no clock."""
