"""Agreements to a release: tables, data package, changes, scopes."""
