"""The council's record of what was validated."""
