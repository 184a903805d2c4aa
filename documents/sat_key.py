"""SAT's catalogues of many thousand keys, where an operator has imported them."""

from typing import ClassVar

from django.db import models

CATALOGUES = ("c_ClaveProdServ", "c_ClaveUnidad", "c_CodigoPostal")
PROD_SERV, UNIDAD, CODIGO_POSTAL = CATALOGUES


class SatKey(models.Model):
    """One key of c_ClaveProdServ, c_ClaveUnidad or c_CodigoPostal and the days it holds; `valid_to`
    is the last day. It belongs to no tenant. A catalogue without a row is not imported.
    """

    id = models.BigAutoField(primary_key=True)
    catalogue = models.CharField(max_length=20, choices=[(name, name) for name in CATALOGUES])
    key = models.CharField(max_length=8)
    name = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalogue", "key"], name="sat_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.catalogue} {self.key}"
