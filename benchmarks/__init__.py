"""Speed against peers and limits."""
