"""The sweep under kills, freezes, rivals and lost messages: real processes and real commits."""
