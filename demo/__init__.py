"""A small web of municipal publishers, written for this project and served over real HTTP on loopback."""
