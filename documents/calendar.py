"""What day it is where a document is issued."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONES = {
    "CO": ZoneInfo("America/Bogota"),
    "MX": ZoneInfo("America/Mexico_City"),
    "EC": ZoneInfo("America/Guayaquil"),
    "PE": ZoneInfo("America/Lima"),
}


def local_date(country: str, instant: datetime) -> date:
    """The calendar date of an aware instant in a country's zone (DIAN FAD09e: issue date is the
    date of signing, UTC-5; SRI and SUNAT count theirs alike).
    """
    return instant.astimezone(ZONES[country]).date()
