"""Colombia's departments and their capitals by DANE code, to name a place in answers and in XML."""

DEPARTMENTS = {
    "05": ("Antioquia", "Medellín"),
    "08": ("Atlántico", "Barranquilla"),
    "11": ("Bogotá", "Bogotá, D.C."),
    "13": ("Bolívar", "Cartagena de Indias"),
    "15": ("Boyacá", "Tunja"),
    "17": ("Caldas", "Manizales"),
    "18": ("Caquetá", "Florencia"),
    "19": ("Cauca", "Popayán"),
    "20": ("Cesar", "Valledupar"),
    "23": ("Córdoba", "Montería"),
    "25": ("Cundinamarca", "Cundinamarca"),
    "27": ("Chocó", "Quibdó"),
    "41": ("Huila", "Neiva"),
    "44": ("La Guajira", "Riohacha"),
    "47": ("Magdalena", "Santa Marta"),
    "50": ("Meta", "Villavicencio"),
    "52": ("Nariño", "Pasto"),
    "54": ("Norte de Santander", "San José de Cúcuta"),
    "63": ("Quindío", "Armenia"),
    "66": ("Risaralda", "Pereira"),
    "68": ("Santander", "Bucaramanga"),
    "70": ("Sucre", "Sincelejo"),
    "73": ("Tolima", "Ibagué"),
    "76": ("Valle del Cauca", "Cali"),
    "81": ("Arauca", "Arauca"),
    "85": ("Casanare", "Yopal"),
    "86": ("Putumayo", "Mocoa"),
    "88": ("San Andrés y Providencia", "San Andrés"),
    "91": ("Amazonas", "Leticia"),
    "94": ("Guainía", "Inírida"),
    "95": ("Guaviare", "San José del Guaviare"),
    "97": ("Vaupés", "Mitú"),
    "99": ("Vichada", "Puerto Carreño"),
}
"""First two digits -> (department, capital). A capital's own code ends in 001."""


def department(city: str) -> str:
    """The department of a five-digit municipality code, empty when there is none."""
    return DEPARTMENTS.get(city[:2], ("", ""))[0]


def city_name(city: str) -> str:
    """The name of a departmental capital; for other municipalities their code and department."""
    name, capital = DEPARTMENTS.get(city[:2], ("", city))
    return capital if city.endswith("001") or not name else f"{city} {name}"
