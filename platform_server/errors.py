"""The platform's one tree of errors.

PlatformError
├── StoreError        the database or the address cannot be used; ``zh`` and ``en`` say what to do
└── RequestError      a request that is answered with an error body
    ├── NotSignedIn   401
    ├── Forbidden     403
    ├── NotFound      404
    ├── BadRequest    400
    └── Stopping      503
"""

from __future__ import annotations


class PlatformError(Exception):
    """Root of all errors of the platform."""


class StoreError(PlatformError):
    """The database or the address cannot be used."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class RequestError(PlatformError):
    """A request that is answered with ``{error, zh, en}`` and a status."""

    status = 400
    error = "bad_request"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class BadRequest(RequestError):
    """The request cannot be read."""


class NotSignedIn(RequestError):
    """No token, or one that has ended."""

    status = 401
    error = "not_signed_in"


class Forbidden(RequestError):
    """The role may not do this."""

    status = 403
    error = "denied"


class NotFound(RequestError):
    """There is no such thing, or not in this account's scope."""

    status = 404
    error = "not_found"


class Stopping(RequestError):
    """The platform is going down; come back."""

    status = 503
    error = "stopping"
