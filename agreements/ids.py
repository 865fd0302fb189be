"""Ids: short names for content, the same on every machine and in every run."""

import base64
import hashlib
from pathlib import Path


def sha256(body: bytes) -> str:
    """SHA-256 of `body` in hexadecimal: the name of a capture."""
    return hashlib.sha256(body).hexdigest()


def digest(*parts: str, length: int = 12) -> str:
    """`length` characters of lower-case base 32 (5 bits each) that stand for the parts in their order."""
    raw = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()[:length]


def code_fingerprint(folder: Path) -> str:
    """Stands for every file of a package, code and data: another fingerprint means that it may answer otherwise."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".md"})
    return digest(*(f"{path.relative_to(folder).as_posix()} {sha256(path.read_bytes())}" for path in files))
