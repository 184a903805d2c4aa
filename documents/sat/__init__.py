"""SAT's catalogues of CFDI 4.0 (Anexo 20, as published 2026-08-06), with the days each entry holds.

Small ones whole; c_ClaveProdServ, c_ClaveUnidad and c_CodigoPostal by their form (`formats`).
"""
