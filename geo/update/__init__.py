"""A new front before it is accepted: what is read, what is unusual."""
