"""The Excel face: worksheet functions and the ribbon. Nothing is here yet but the room."""
