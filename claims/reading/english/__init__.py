"""English, as data: the engine knows none of its words."""
