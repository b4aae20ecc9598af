"""Whose code may run: a record of the files somebody here has accepted, by the hash of their content.

A scenario received from someone else names files and so would run them. A record survives a file's new name or place
and is worth nothing once a byte of it changes.
"""

from __future__ import annotations

import os
from pathlib import Path

from sociophys import folders
from sociophys.errors import StoreError


def folder() -> Path:
    """Return the folder of the records, in the user's own settings; no scenario names it."""
    return folders.config() / "accepted-plugins"


def is_accepted(sha256: str) -> bool:
    """Return whether the content of this hash (64 hex digits) has been accepted here."""
    try:
        return (folder() / sha256).is_file()
    except OSError:
        return False


def accept(sha256: str, name: str) -> Path:
    """Record that a content may run; return the record, which deleted takes the permission back.

    Raises
    ------
    StoreError
        If the folder of settings cannot be written.
    """
    record = folder() / sha256
    unfinished = record.with_name(f"{sha256}.{os.getpid()}")
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(f"{name}\n", encoding="utf-8")
        unfinished.replace(record)
    except OSError as error:
        advice = "Name another folder in SOCIOPHYS_CONFIG_DIR, or use --allow-plugins each time."
        raise StoreError(f"{record.parent}: cannot be written ({error.strerror}). {advice}") from error
    return record
