"""Why a CFDI cannot be read, written or verified."""


class CfdiFault(Exception):
    """What SAT's schema refuses.

    `where` is the element's path (`Comprobante/Conceptos/Concepto[2]`), `name` the attribute or
    child at fault, or "" for the element itself, `rule` one of: xml, unknown, missing, repeated,
    order, text, fixed, pattern, length, number, decimals, minimum, instant, catalogue, base64.
    """

    def __init__(self, where: str, name: str, rule: str, detail: str = "") -> None:
        super().__init__(where, name, rule, detail)
        self.where = where
        self.name = name
        self.rule = rule
        self.detail = detail

    def __str__(self) -> str:
        at = f"{self.where}@{self.name}" if self.name else self.where
        return f"{at}: {self.rule}{self.detail and f': {self.detail}'}"


class NotSealed(Exception):
    """A seal that is absent, not Base64, or not the one of this document and certificate."""
