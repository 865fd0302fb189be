"""Ids: short names for content, the same on every machine and in every run."""

import base64
import hashlib


def sha256(body: bytes) -> str:
    """SHA-256 of `body` in hexadecimal: the name of a capture."""
    return hashlib.sha256(body).hexdigest()


def digest(*parts: str, length: int = 12) -> str:
    """`length` characters of lower-case base 32 (5 bits each) that stand for the parts in their order."""
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()[:length]
