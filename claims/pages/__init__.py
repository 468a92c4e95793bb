"""The public pages: HTML for readers, and the two addresses that monitors ask."""
