"""Coordinate systems, geodesic distances and Ukraine's outlines."""
