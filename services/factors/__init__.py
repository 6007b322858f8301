"""The second factor: codes, passkeys, recovery codes, and who must have one."""
