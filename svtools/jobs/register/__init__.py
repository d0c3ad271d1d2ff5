"""The contracts register: contracts, promises and measure sets."""
