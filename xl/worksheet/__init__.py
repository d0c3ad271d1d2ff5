"""The worksheet functions, one module for each room of the core that they ask.

Importing this package fills the registry; Excel and xlwings are not needed for it.
"""

from xl.worksheet import about, delivery, measures, policy, scoring

ROOMS = (policy, measures, scoring, delivery, about)
"""The modules, in the order of the reference."""
