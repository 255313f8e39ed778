"""What a thief of the database gets out of it without the keys (trust.md P14): every number that a county prefix allows is
hashed and laid beside the marks of the register. Needs nothing of the product. bench.county tries a whole county."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from cryptography.hazmat.primitives import hashes

Hash = Callable[[bytes], bytes]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = b"10X98765432"
# A mark is two bytes of the key's number and a digest.
DIGEST_FROM = 2


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


# What somebody without the keys may try: no key, an empty key, the purpose itself as key.
GUESSES: dict[str, Hash] = {
    "SHA-256": lambda data: hashlib.sha256(data).digest(),
    "SM3": _sm3,
    "HMAC-SHA-256, empty key": lambda data: hmac.new(b"", data, "sha256").digest(),
    "HMAC-SHA-256, purpose as key": lambda data: hmac.new(b"resident.id", data, "sha256").digest(),
}


def identities(prefix: str, days: Iterable[date]) -> Iterator[bytes]:
    """Every identity number that a county could have given on the days."""
    for day in days:
        head = f"{prefix}{day:%Y%m%d}".encode()
        known = sum((byte - 48) * weight for byte, weight in zip(head, _WEIGHTS, strict=False))
        for serial in range(1000):
            tail = b"%03d" % serial
            total = known + (tail[0] - 48) * 8 + (tail[1] - 48) * 4 + (tail[2] - 48) * 2
            yield head + tail + _CHECKS[total % 11 : total % 11 + 1]


def phones(area: str, start: int, count: int) -> Iterator[bytes]:
    """Every landline of an area in a range."""
    return (f"{area}-{number:07}".encode() for number in range(start, start + count))


def recovered(marks: set[bytes], candidates: Iterable[bytes], guess: Hash) -> int:
    """How many marks are told by hashing all candidates."""
    return sum(guess(one) in marks for one in candidates)


def all_days(first: int, last: int) -> list[date]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    return [start + timedelta(days=at) for at in range((end - start).days + 1)]
