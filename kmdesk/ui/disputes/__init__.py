"""The screen on which a person settles what colleagues disagree on."""
