"""JSON over HTTP: which failures pass by themselves, which need a person, and the patience for the former."""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, Callable, TypeVar

T = TypeVar("T")


class Transient(Exception):
    """It may pass. Whether the request was done is not known."""

    def __init__(self, message: str, retry_after: float | None = None):
        super().__init__(message)
        self.retry_after = retry_after


class Refused(Exception):
    """The system understood and said no: the same request will not pass a second time."""

    def __init__(self, message: str, status: int = 0):
        super().__init__(message)
        self.status = status


class LockedOut(Exception):
    """The credentials do not open the door; no event will pass until a person has acted."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    # A redirect would carry the credentials to another place.
    def redirect_request(self, *_: Any) -> None:
        return None


class Service:
    """One base address with its headers."""

    def __init__(self, name: str, base: str, headers: dict[str, str], timeout: float = 20):
        self.name = name
        self.base = base.rstrip("/")
        self.headers = {"Accept": "application/json", "User-Agent": "forewarn-tickets/1", **headers}
        self.timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirects())

    def call(self, method: str, path: str, body: Any = None, query: dict[str, str] | None = None) -> Any:
        url = self.base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = dict(self.headers)
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        place = f"{self.name}: {method} {self.base}{path}"
        try:
            request = urllib.request.Request(url, content, headers, method=method)
            with self._opener.open(request, timeout=self.timeout) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise self._failure(place, error) from None
        except (OSError, http.client.HTTPException) as error:
            raise Transient(f"{place}: {getattr(error, 'reason', None) or error!r}") from None
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            raise Transient(f"{place}: the answer is not JSON; is that the address of its API?") from None

    @staticmethod
    def _failure(place: str, error: urllib.error.HTTPError) -> Exception:
        try:
            said = " ".join(error.read(2_000).decode(errors="replace").split())[:500]
        except (OSError, http.client.HTTPException):
            said = ""
        message = f"{place}: {error.code} {error.reason}: {said}"
        if error.code in (401, 403, 407):
            return LockedOut(message)
        if error.code in (408, 425, 429) or error.code >= 500:
            return Transient(message, seconds_of(error.headers.get("Retry-After")))
        return Refused(message, error.code)


def seconds_of(header: str | None) -> float | None:
    """Retry-After is a number of seconds or a date."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(timezone.utc)).total_seconds())
    except (TypeError, ValueError):
        return None


def retrying(
    step: Callable[[], T], say: Callable[[str], None], attempts: int = 8, first_wait: float = 0.5,
    longest_wait: float = 60, sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Repeats a whole step, its look-up included: a request that failed without a clear answer may have been done."""
    for attempt in range(1, attempts + 1):
        try:
            return step()
        except Transient as error:
            if attempt == attempts:
                raise
            wait = min(longest_wait, first_wait * 2 ** (attempt - 1)) * random.uniform(0.5, 1)
            if error.retry_after is not None:
                wait = max(wait, min(error.retry_after, longest_wait))
            say(f"{error}; try {attempt} of {attempts}, the next in {wait:.1f} s")
            sleep(wait)
    raise AssertionError("unreachable")
