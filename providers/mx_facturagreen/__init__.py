"""FacturaGreen: the PAC of Mexican invoices (CFDI 4.0)."""
