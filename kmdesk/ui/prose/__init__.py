"""Long text as a person sees it: formatted while typing, stored as CommonMark."""
