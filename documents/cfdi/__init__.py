"""Mexico's CFDI 4.0 (types I, E and P), Pagos 2.0 and TFD 1.1: model, XML, seal and arithmetic."""
