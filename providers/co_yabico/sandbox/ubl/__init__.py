"""UBL 2.1 as DIAN's annex 1.9 profiles it: invoice, DIAN's answer, and the container of both."""
