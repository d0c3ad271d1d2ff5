"""Social value tools: a council's social value policy, put to work in workbooks."""

__version__ = "0.8.0"
