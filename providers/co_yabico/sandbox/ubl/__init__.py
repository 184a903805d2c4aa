"""UBL 2.1 as DIAN's annexes profile it: documents, events, DIAN's answer, and the container."""
