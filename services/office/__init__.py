"""What the agency's people do: files, search, erasures, abandoned mails, users and their roles."""
