"""Where this package keeps what it can make again (kernels, fetched data, parsed graphs), and settings."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache() -> Path:
    """Return the cache: the folder named by ``SOCIOPHYS_CACHE_DIR``, or ``sociophys`` in the user's cache directory."""
    return Path(os.environ.get("SOCIOPHYS_CACHE_DIR") or platformdirs.user_cache_dir("sociophys"))


def config() -> Path:
    """Return the folder of settings: ``SOCIOPHYS_CONFIG_DIR``, or ``sociophys`` among the user's settings."""
    return Path(os.environ.get("SOCIOPHYS_CONFIG_DIR") or platformdirs.user_config_dir("sociophys"))
