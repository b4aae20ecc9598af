"""The engine: plans a model, then runs it as segments; it knows no files, bars or signals."""
