"""A key of one record alone: destroyed with the record, so that no copy of what it sealed opens ever again.

The key itself is kept wrapped by the ring (a SealedModel's column). A value is laid out as those of core.crypto.seal but
without a key version: 1 byte layout, 12 bytes nonce, ciphertext, 16 bytes tag; its context is authenticated."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.crypto.seal import SealBroken

_LAYOUT = b"\x02"
_NONCE, _TAG, _KEY = 12, 16, 16


class RecordKey:
    """SM4-GCM under one record's own key."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _KEY:
            raise SealBroken("a record's key has 16 bytes")
        self._cipher = algorithms.SM4(secret)
        self._secret = secret

    @classmethod
    def new(cls) -> "RecordKey":
        return cls(os.urandom(_KEY))

    @classmethod
    def from_text(cls, text: str) -> "RecordKey":
        return cls(bytes.fromhex(text))

    def as_text(self) -> str:
        """As it is wrapped. Never kept or shown otherwise."""
        return self._secret.hex()

    def seal(self, text: str, context: str) -> bytes:
        """The text under this key, bound to what it belongs to."""
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(_LAYOUT + context.encode())
        return _LAYOUT + nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag

    def open(self, blob: bytes, context: str) -> str:
        """The text of a value. Raises SealBroken when it was changed, moved, or belongs to another record."""
        blob = bytes(blob)
        if len(blob) < 1 + _NONCE + _TAG or blob[:1] != _LAYOUT:
            raise SealBroken("not a value of a record's key")
        nonce, body, tag = blob[1 : 1 + _NONCE], blob[1 + _NONCE : -_TAG], blob[-_TAG:]
        decryptor = Cipher(self._cipher, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(_LAYOUT + context.encode())
        try:
            return (decryptor.update(body) + decryptor.finalize()).decode()
        except InvalidTag as exc:
            raise SealBroken("the seal does not match its record") from exc
