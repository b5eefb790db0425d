"""Sections that templates are put together from, each made from one kind of record."""
