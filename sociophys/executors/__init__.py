"""Where work units run: here, or in worker processes. Results do not depend on the choice."""
