"""What the buttons do, one function for each, under the button's id."""
