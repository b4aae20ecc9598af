"""Studies: questions that need further runs, each with a plan of scenarios and a conclusion."""
