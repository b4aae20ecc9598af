"""Plug-ins to start from, one a family; ``sociophys init --plugin`` writes them out, and each passes its checks."""
