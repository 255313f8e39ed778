"""Sealing of whole files: a stream of chunks under SM4-GCM, so that no chunk can be changed, moved, dropped or added.

Layout: 5 bytes "XGB1\\n", 8 bytes that tell the key, 16 bytes salt, then chunks of 1 MiB and the rest, each with a tag of
16 bytes. Every file has a key of its own, derived from the backup key, the salt and the file's name; the nonce is the
chunk's number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as in
age). The last chunk says that it is, so a file cut off at a chunk's end is refused too."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.local.problems import LocalProblem

MAGIC = b"XGB1\n"
CHUNK = 1024 * 1024
_TAG, _SALT, _TELLS = 16, 16, 8


class Damaged(LocalProblem):
    """What was read is not what was written: a flipped bit, a file cut off, renamed or put in another's place."""


class WrongKey(LocalProblem):
    """Sealed under another key than the one given."""


class Key:
    """The backup key: 32 bytes, kept away from the backups."""

    def __init__(self, text: str) -> None:
        try:
            self._root = bytes.fromhex(text.strip())
        except ValueError:
            self._root = b""
        if len(self._root) != 32:
            raise LocalProblem("备份密钥（BACKUP_KEY）要是 64 位十六进制。生成一个：openssl rand -hex 32")
        self.tells = self.derive("which", b"", _TELLS)

    def derive(self, purpose: str, salt: bytes, length: int) -> bytes:
        """A key of `length` bytes for one purpose."""
        info = f"xiongguan-backup:{purpose}".encode()
        return HKDF(algorithm=hashes.SM3(), length=length, salt=salt, info=info).derive(self._root)

    def mark(self, text: str) -> str:
        """HMAC-SM3 of a line, in hexadecimal."""
        signer = HMAC(self.derive("line", b"", 32), hashes.SM3())
        signer.update(text.encode())
        return signer.finalize().hex()


class Sealer:
    """A file to write to. Nothing counts before `close`, which writes the last chunk and brings it to the disk."""

    def __init__(self, path: Path, key: Key, name: str) -> None:
        salt = os.urandom(_SALT)
        self._cipher = algorithms.SM4(key.derive(f"file:{name}", salt, 16))
        self._head = MAGIC + key.tells + salt
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: IO[bytes] = os.fdopen(handle, "wb")
        self._held = bytearray()
        self._number = 0
        self._file.write(self._head)

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Chunks are written when they are full."""

    def close(self) -> None:
        if self._file.closed:
            return
        try:
            self._put(bytes(self._held), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close without the last chunk: what is there never opens."""
        self._file.close()

    def _put(self, data: bytes, *, last: bool) -> None:
        encryptor = Cipher(self._cipher, modes.GCM(_nonce(self._number, last))).encryptor()
        encryptor.authenticate_additional_data(self._head)
        self._file.write(encryptor.update(data) + encryptor.finalize() + encryptor.tag)
        self._number += 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def chunks(path: Path, key: Key, name: str) -> Iterator[bytes]:
    """The plain chunks of a sealed file, each given out only after its tag was right. Raises WrongKey, Damaged."""
    try:
        with path.open("rb") as file:
            yield from _opened(file, path, key, name)
    except FileNotFoundError:
        raise Damaged(f"备份不完整：缺少 {path}") from None


def _opened(file: IO[bytes], path: Path, key: Key, name: str) -> Iterator[bytes]:
    head = file.read(len(MAGIC) + _TELLS + _SALT)
    if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _TELLS + _SALT:
        raise _damaged(path)
    if head[len(MAGIC) : len(MAGIC) + _TELLS] != key.tells:
        raise WrongKey(
            f"密钥不对：{path} 不是用现在这把备份密钥加密的。\n找到做这份备份时用的 BACKUP_KEY 再试；没有它，备份打不开。"
        )
    cipher = algorithms.SM4(key.derive(f"file:{name}", head[-_SALT:], 16))
    number, block = 0, file.read(CHUNK + _TAG)
    while True:
        after = file.read(CHUNK + _TAG)
        if len(block) < _TAG:
            raise _damaged(path)
        decryptor = Cipher(cipher, modes.GCM(_nonce(number, not after), block[-_TAG:])).decryptor()
        decryptor.authenticate_additional_data(head)
        try:
            plain = decryptor.update(block[:-_TAG]) + decryptor.finalize()
        except InvalidTag:
            raise _damaged(path) from None
        yield plain
        if not after:
            return
        number, block = number + 1, after


def _damaged(path: Path) -> Damaged:
    return Damaged(
        f"备份已损坏：{path} 和写下时不一样（磁盘坏了，或有人改过）。\n不要使用它；换另一份备份，并检查那块磁盘。"
    )


class Reader:
    """A sealed file as something to read from, for tarfile and gzip."""

    def __init__(self, path: Path, key: Key, name: str) -> None:
        self._chunks = chunks(path, key, name)
        self._held = bytearray()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            part = next(self._chunks, None)
            if part is None:
                break
            self._held += part
        taken = bytes(self._held if size < 0 else self._held[:size])
        del self._held[: len(taken)]
        return taken


def seal_bytes(path: Path, key: Key, name: str, data: bytes) -> None:
    """One small thing, in one step: beside, then in its place."""
    fresh = path.with_name(path.name + ".new")
    sealer = Sealer(fresh, key, name)
    try:
        sealer.write(data)
        sealer.close()
        fresh.replace(path)
    except OSError:
        sealer.abandon()
        fresh.unlink(missing_ok=True)
        raise


def open_bytes(path: Path, key: Key, name: str) -> bytes:
    """The whole of a small sealed file."""
    return b"".join(chunks(path, key, name))
