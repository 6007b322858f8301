"""Who is there: password, sessions, links by mail, proof of one's identity."""
