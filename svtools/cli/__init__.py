"""The command line: `svtools …`, one module for each group of commands."""
