"""How an article's text is read: pure Python, no database, no network.

It suggests; the analyst decides.
"""
