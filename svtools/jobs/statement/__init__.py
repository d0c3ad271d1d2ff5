"""The annual statement (clause 10.4): a year's figures, told to councillors and the public."""
