"""Measurements of the gateway against plainer ways of doing the same work: `make bench`."""
