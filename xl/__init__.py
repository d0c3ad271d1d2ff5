"""The Excel face: worksheet functions, the ribbon's buttons, and the add-in that holds them."""
