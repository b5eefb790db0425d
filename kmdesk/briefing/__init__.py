"""Documents for boards: the briefing tree, gathered from records, and its writers."""
