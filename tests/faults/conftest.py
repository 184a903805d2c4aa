"""Fixtures of the use cases and of the sandbox, for tests that kill processes."""

from tests.invoicing.conftest import actor, canceller, co_unit, sandbox  # noqa: F401 - fixtures
