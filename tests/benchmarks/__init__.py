"""`make bench`: the speed table of the tracker, as ratios within one run on PostgreSQL.

A figure below its target is shown, not failed: machines differ, and tests must not.
"""
