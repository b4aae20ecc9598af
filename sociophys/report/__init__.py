"""Draws documents: plain panels in, one self-contained HTML file out. Nothing is computed here."""
