"""One process that hosts the sandboxes of all providers, each speaking its provider's wire
format."""
