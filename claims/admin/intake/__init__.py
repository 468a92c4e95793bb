"""The intake: an article comes in, and its suggestions are decided beside its text."""
