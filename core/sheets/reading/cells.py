"""How one cell is printed. Bytes of JSON at once, so that the text shared by many cells is spelled only once."""

import re
from json.encoder import encode_basestring

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONE = re.compile(r"[\ud800-\udfff]")
NULL = b"null"


def plain(text: str) -> str:
    """The text behind the escapes by which workbooks keep control characters (_x000D_)."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Halves of a character that were escaped one by one belong together again.
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined if _LONE.search(text) else text


def of_text(text: str, longest: int) -> bytes:
    """A text cell; blank is empty."""
    text = plain(text)
    if not text or text.isspace():
        return NULL
    if len(text) > longest:
        return b'["l",%d]' % len(text)
    return encode_basestring(text).encode("utf-8", "replace")


def of_pair(tag: str, value: str) -> bytes:
    return f'["{tag}",{encode_basestring(value)}]'.encode("utf-8", "replace")


def of_number(raw: str) -> bytes:
    """Digits as the file has them; anything else in a number's place is no number."""
    return b'["n","%s"]' % raw.encode() if NUMBER.fullmatch(raw) and raw.isascii() else b'["x",""]'
