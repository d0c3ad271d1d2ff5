"""Several years' summaries together."""
