"""Mentions to agreements: duplicates, identity, merged values. Pure: no network, no database, no clock."""
