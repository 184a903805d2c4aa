"""An issuer profile's provider_config as people and callers may see it."""

import re
from collections.abc import Mapping
from typing import Final

MASK: Final = "***"

_HIDDEN: Final = re.compile(r"(^|_)(pin|key|token|secret|password)s?$", re.IGNORECASE)


def shown_config(config: Mapping[str, str]) -> dict[str, str]:
    """The config with MASK in place of every key and PIN: whoever has them can compute fiscal ids
    in the issuer's name.
    """
    return {name: MASK if _HIDDEN.search(name) else value for name, value in config.items()}
