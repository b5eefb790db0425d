"""kmdesk: knowledge records, found again, briefed and exchanged, on one PC without a network."""

__version__ = "0.1.0"
