"""How much of a file the reader takes. The parent sends its settings; the defaults are for reading by hand."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Ceilings, each counted while reading; nothing that a file says about its own size is believed."""

    rows: int = 200_000
    columns: int = 100
    cell: int = 2_000  # characters
    inflated: int = 320 * 1024 * 1024  # bytes of XML
    strings: int = 64 * 1024 * 1024  # bytes of shared text as we keep it
    ratio: int = 200  # inflated to packed, of one part
    ratio_from: int = 8 * 1024 * 1024  # bytes below which no ratio is a bomb
    entries: int = 1_000
    merged: int = 2_000
    memory: int = 256 * 1024 * 1024  # address space of the process
    seconds: int = 60  # of processor time

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))
