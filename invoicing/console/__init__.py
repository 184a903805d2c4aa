"""The staff console's pages of documents: what they show, and the use cases their buttons call."""
