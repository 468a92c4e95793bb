"""Where a text speaks of the future: cues, the clauses that they stand in, and what those say."""
