"""What a run leaves on disk: sealed files only, each whole or absent, each with its sha256."""
