"""The sandbox of FacturaGreen and of SAT behind it: a server that takes, checks, seals, stamps,
cancels and hands back CFDI 4.0.

It shares nothing with the client or the mapping, does its own arithmetic and writes its own XML, so
that a mistake in one is seen by the other. What it enforces and offers is told in SANDBOX.md.
"""
