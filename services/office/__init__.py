"""What the agency's people do: customers' files, search, users and their roles."""
