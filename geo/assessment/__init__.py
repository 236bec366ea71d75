"""Deposits, front and terms in one table, and the counts of it."""
