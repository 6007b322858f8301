"""What people may ask of their data: consents, a copy, erasure, and how long it is kept."""
