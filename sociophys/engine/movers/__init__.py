"""Kernel families: each file holds one mover and the reason why it may not serve a model."""
