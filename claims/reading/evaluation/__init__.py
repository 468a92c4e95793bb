"""How well articles are read: gold annotation, what is measured against it, every miss."""
