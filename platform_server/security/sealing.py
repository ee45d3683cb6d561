"""Sealing the words of people under a key per ticket, and the digest that stays in the log."""

from __future__ import annotations

import hashlib
import os

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.event import Private

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Private).decode


def new_key() -> bytes:
    """A fresh key for a ticket."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, private: Private) -> tuple[bytes, str]:
    """``(box, digest)``: the sealed words, and the salted digest for the log.

    The salt lies inside the box, so a digest alone cannot be tried against guesses.
    """
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    body = salt + _encode(private)
    return nonce + AESGCM(key).encrypt(nonce, body, None), hashlib.sha256(body).hexdigest()


def unseal(key: bytes, box: bytes) -> Private:
    """The words in a box.

    Raises:
        cryptography.exceptions.InvalidTag: the key is not the box's.
    """
    body = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], None)
    return _decode(body[SALT_BYTES:])
