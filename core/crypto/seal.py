"""SM4-GCM seals and HMAC-SM3 marks, keys derived per purpose from the key ring (D7, GB/T 39786 level 3).

A sealed value is: 1 byte layout, 2 bytes key version, 12 bytes nonce, ciphertext, 16 bytes tag. The context (what
the value belongs to, "table:pk:column") is authenticated, so a value copied to another row does not open there.
"""

import hmac as _hmac
import os
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

_LAYOUT = 1
_NONCE = 12
_TAG = 16


class SealBroken(Exception):
    """The value was changed, moved to another row, or its key is not in the ring."""


@lru_cache(maxsize=1)
def _ring(spec: tuple[str, ...]) -> dict[int, bytes]:
    ring: dict[int, bytes] = {}
    for item in spec:
        version, _, key = item.partition(":")
        try:
            ring[int(version)] = bytes.fromhex(key)
        except ValueError as exc:
            raise ImproperlyConfigured("FIELD_KEYS 的每一项应为 版本号:64位十六进制") from exc
        if len(ring[int(version)]) != 32:
            raise ImproperlyConfigured("FIELD_KEYS 的每个密钥应为32字节")
    if not ring:
        raise ImproperlyConfigured("FIELD_KEYS 是空的")
    return ring


@lru_cache(maxsize=1)
def _ring_now() -> dict[int, bytes]:
    """The ring of the settings. They change under no process but a test's, and asking them costs as much as a digest."""
    return _ring(tuple(settings.FIELD_KEYS))


def _ask_again(*, setting: str, **_: object) -> None:
    if setting == "FIELD_KEYS":
        _ring_now.cache_clear()
        _sealer_now.cache_clear()


setting_changed.connect(_ask_again)


def _key(version: int, purpose: str, length: int) -> bytes:
    ring = _ring_now()
    if version not in ring:
        raise SealBroken(f"key version {version} is not in the ring")
    return _derive(ring[version], purpose, length)


@lru_cache(maxsize=64)
def _derive(root: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=hashes.SM3(), length=length, salt=None, info=purpose.encode()).derive(root)


def _newest() -> int:
    return max(_ring_now())


@lru_cache(maxsize=16)
def _sealer(root: bytes) -> algorithms.SM4:
    """The cipher of one key; a register is sealed half a million times over, so it is made once."""
    return algorithms.SM4(_derive(root, "seal", 16))


@lru_cache(maxsize=1)
def _sealer_now() -> tuple[bytes, algorithms.SM4]:
    """How every sealed value begins at present, and the cipher of the newest key."""
    version = _newest()
    return bytes([_LAYOUT]) + version.to_bytes(2, "big"), _sealer(_ring_now()[version])


def seal(text: str, context: str) -> bytes:
    """The text under SM4-GCM with the newest key, bound to `context`."""
    (head, cipher), nonce = _sealer_now(), os.urandom(_NONCE)
    encryptor = Cipher(cipher, modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head + context.encode())
    return head + nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag


def unseal(blob: bytes, context: str) -> str:
    """The text of a sealed value. Raises SealBroken when it was changed or belongs to another context."""
    blob = bytes(blob)
    if len(blob) < 3 + _NONCE + _TAG or blob[0] != _LAYOUT:
        raise SealBroken("not a sealed value")
    head, nonce, body, tag = blob[:3], blob[3 : 3 + _NONCE], blob[3 + _NONCE : -_TAG], blob[-_TAG:]
    root = _ring_now().get(int.from_bytes(head[1:3], "big"))
    if root is None:
        raise SealBroken("the key of the value is not in the ring")
    decryptor = Cipher(_sealer(root), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(head + context.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag as exc:
        raise SealBroken("the seal does not match its row") from exc


@lru_cache(maxsize=64)
def _signer(key: bytes) -> HMAC:
    return HMAC(key, hashes.SM3())


def mac(purpose: str, data: bytes) -> bytes:
    """HMAC-SM3 (32 bytes) of the data under a key of that purpose, always of key version 1's line."""
    key = _key(min(_ring_now()), f"mac:{purpose}", 32)
    # A copy of a keyed signer costs half of a new one, and the ledger is walked a million lines a night.
    signer = _signer(key).copy()
    signer.update(data)
    return signer.finalize()


def folded(text: str) -> str:
    """One spelling for one value: case, width and blanks at the ends folded away."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return unicodedata.normalize("NFKC", text).upper().strip()


def _mark(ring: dict[int, bytes], version: int, purpose: str, text: str) -> bytes:
    signer = _blind_signer(ring[version], purpose).copy()
    signer.update(folded(text).encode())
    return version.to_bytes(2, "big") + signer.finalize()


@lru_cache(maxsize=64)
def _blind_signer(root: bytes, purpose: str) -> HMAC:
    return _signer(_derive(root, f"mac:blind:{purpose}", 32))


def blind_index(purpose: str, text: str) -> bytes:
    """A keyed hash by which an exact value is found again without being stored, under the newest key.

    34 bytes: the version of the key, then HMAC-SM3. Another purpose has another key, so that marks of the register
    and of a programme cannot be laid side by side (trust.md T6)."""
    ring = _ring_now()
    return _mark(ring, max(ring), purpose, text)


def blind_indexes(purpose: str, text: str) -> list[bytes]:
    """The marks of the value under every key of the ring: what a search asks for while keys are being changed."""
    ring = _ring_now()
    return [_mark(ring, version, purpose, text) for version in sorted(ring, reverse=True)]


def has_one_key() -> bool:
    """Whether the ring holds no older key, as at most times."""
    return len(_ring_now()) == 1


def is_newest(mark: bytes) -> bool:
    """Whether a mark is under the newest key."""
    return int.from_bytes(mark[:2], "big") == _newest()


def sealed_version(blob: bytes) -> int:
    """Which key of the ring sealed the value."""
    return int.from_bytes(bytes(blob[1:3]), "big")


def newest_version() -> int:
    """The key that seals now."""
    return _newest()


def same(left: bytes, right: bytes) -> bool:
    """Compare two marks in constant time."""
    return _hmac.compare_digest(left, right)
