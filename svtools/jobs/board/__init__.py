"""The board's page and its cross-sector edition: one printed page each."""
