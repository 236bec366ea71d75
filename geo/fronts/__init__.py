"""Dated control zones: the front, how it is rebuilt, and how exact it is."""
