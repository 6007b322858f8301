"""How long a reason is that somebody of the agency gives, for a look at a file or a refusal."""

SHORTEST_REASON, LONGEST_REASON = 10, 200
