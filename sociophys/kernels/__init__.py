"""Compiled kernels on plain arrays: they see no plug-ins, only what plug-ins filled."""
