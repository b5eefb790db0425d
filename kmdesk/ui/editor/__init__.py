"""The editor: section cards made from what a kind says about its fields."""
