"""The collection file: the only place with a database engine."""
