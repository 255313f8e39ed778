"""A Word file as a parcel of parts: looked into without trusting it, and packed the same way every time. Pure."""

import io
import zipfile

# Zip cannot say anything earlier.
NO_TIME = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"


def repack(data: bytes) -> bytes:
    """The same parts in one order, without the hour at which somebody packed them: equal content, equal bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return pack({name: packed.read(name) for name in packed.namelist() if not name.endswith("/")})


def pack(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in sorted(parts, key=lambda one: (one != _FIRST, one)):
            about = zipfile.ZipInfo(name, NO_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            packed.writestr(about, parts[name])
    return out.getvalue()
