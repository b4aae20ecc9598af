"""Files of ties and people, from bytes to tables of nodes and edges: sniffed, merged, counted, never guessed."""
