"""Table models: what the lists of the window show, held by id and fetched in pages."""
