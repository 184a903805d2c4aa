"""What the console shows of documents' files and evidence."""
