"""The worksheet functions, one module for each room of the core that they ask."""
