"""Checksums over what a seat holds, so that a loss nobody noticed is found.

Open tickets fall into ``BUCKETS`` buckets by the CRC-32 (as in zlib and PNG) of their id in UTF-8.
A bucket's sum is the sum of ``crc32(id) * version`` over its tickets, modulo 2^32. A ticket whose
work is ended (``closed``, ``not_accepted``, ``merged``) is in no bucket: how long a seat keeps it
is the seat's affair.

A sum and not an exclusive or: a CRC is linear, so two tickets that each missed the same step would
cancel out.
"""

from __future__ import annotations

from zlib import crc32

BUCKETS = 64
"""How many buckets there are; a power of two."""

MODULUS = 1 << 32
"""Sums are taken modulo this."""

Key = tuple[str, int]
"""A ticket's id and version."""


def bucket_of(number: str) -> int:
    """The bucket a ticket is in."""
    return crc32(number.encode()) % BUCKETS


class Sums:
    """The sums of a set of open tickets, kept step by step."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values = [0] * BUCKETS

    def move(self, before: Key | None, after: Key | None) -> None:
        """A ticket went from one version to another; None where it is not there or not open."""
        if before is not None:
            self._add(before, -1)
        if after is not None:
            self._add(after, 1)

    def _add(self, key: Key, sign: int) -> None:
        weight = crc32(key[0].encode())
        at = weight % BUCKETS
        self._values[at] = (self._values[at] + sign * weight * key[1]) % MODULUS

    @property
    def values(self) -> tuple[int, ...]:
        """The sums, by bucket."""
        return tuple(self._values)

    def differing(self, others: tuple[int, ...]) -> tuple[int, ...]:
        """The buckets whose sums are not those given; none where these are of another kind."""
        if len(others) != BUCKETS:
            return ()
        pairs = zip(self._values, others, strict=True)
        return tuple(at for at, (mine, other) in enumerate(pairs) if mine != other)
