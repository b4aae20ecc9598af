"""The one door to igraph and networkx; both are imported when first used."""
