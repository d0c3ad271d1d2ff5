"""Local Spend: payments as they come, joined with a list of suppliers, by where suppliers are."""
