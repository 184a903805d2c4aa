"""The sandbox of YABI-CO: a server that takes, checks, validates and hands back documents as it
does.

It shares nothing with the client or the mapping, and does its own arithmetic, so that a mistake in
one is seen by the other. What it enforces and offers is told in SANDBOX.md.
"""
