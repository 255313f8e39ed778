"""The OpenAPI document as text, the same for the same code."""

import json
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@lru_cache(maxsize=1)
def document() -> str:
    """Written once a process: the addresses and forms do not change while it runs."""
    told: Any = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
