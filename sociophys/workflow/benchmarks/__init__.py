"""What ``sociophys bench`` measures: speed beside peers and floors, threads, memory, cold start, reading of files."""
