"""Pure ways from our values to the CFDI we expect and to FacturaGreen's bodies."""
