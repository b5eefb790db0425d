"""Record kinds, the canonical form and the rules over them; no session, no SQL text."""
