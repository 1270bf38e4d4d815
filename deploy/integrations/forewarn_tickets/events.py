"""A case event as tickets need it: parsed, checked, and placed in the order of its case."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

TYPE = re.compile(r"dev\.forewarn\.case\.(opened|updated|escalated|resolved|reopened)\.v1")
# The case id becomes a part of queries and labels, where blanks, quotes and carets have a meaning of their own.
CASE_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")


class BadEvent(ValueError):
    """This record is no case event of version 1."""


class Outcome(Enum):
    """What a resolved event allows to be said to a person."""

    SOLVED = "solved"
    WITHDRAWN = "withdrawn"
    ASK = "ask"


# Whatever is not listed, words of later versions included, goes to a person: it must never pass for a success.
OUTCOMES = {
    "recovered": Outcome.SOLVED,
    "prevented": Outcome.SOLVED,
    "came_true": Outcome.SOLVED,
    "closed_by": Outcome.WITHDRAWN,
    "rule_removed": Outcome.WITHDRAWN,
    "superseded": Outcome.WITHDRAWN,
    "false": Outcome.WITHDRAWN,
}


@dataclass(frozen=True)
class CaseEvent:
    case_id: str
    sequence: int
    change: str
    time: str
    state: str
    data: dict[str, Any] = field(repr=False)
    reduced: bool = False

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES.get(str(self.data.get("resolution")), Outcome.ASK)

    @property
    def title(self) -> str:
        return self.data.get("title") or f"Case {self.case_id}: too large to be told"

    @property
    def priority(self) -> int | None:
        return self.data.get("priority")

    @property
    def note(self) -> str:
        """Version 1.1 has a note that is ready for use; before, and where it is missing, the summary is it."""
        change = self.data.get("change")
        note = change.get("note") if isinstance(change, dict) else None
        if self.reduced:
            return f"The case was {self.change}; the event was too large for Kafka: {self.data.get('note')}"
        return note or self.data["summary"]

    @property
    def is_refresh(self) -> bool:
        """The daily repetition of an open case, which version 1.0 does not tell from news."""
        change = self.data.get("change")
        return isinstance(change, dict) and change.get("refresh") is True

    @property
    def items(self) -> list[dict[str, Any]]:
        return (self.data.get("affected") or {}).get("items", [])

    @property
    def removed_items(self) -> list[str]:
        removed = (self.data.get("change") or {}).get("install_base_items_removed") or []
        return [str(each) for each in removed]

    @property
    def previous_case_id(self) -> str | None:
        previous = self.data.get("previous_case_id")
        return previous if isinstance(previous, str) and previous != self.case_id and CASE_ID.fullmatch(previous) else None

    @property
    def accounts(self) -> list[dict[str, Any]]:
        return (self.data.get("customer") or {}).get("accounts", [])

    @property
    def action(self) -> dict[str, Any]:
        return self.data.get("action") or {}


def parse_line(line: str | bytes) -> CaseEvent | None:
    """A line of `forewarn replay`, or an envelope of `kcat -J`. None is a tombstone."""
    value = _json(line)
    if isinstance(value, dict) and "payload" in value and "specversion" not in value:
        payload = value["payload"]
        value = _json(payload) if isinstance(payload, str) else payload
    return None if value is None else _event(value)


def parse_value(value: bytes | None) -> CaseEvent | None:
    """The value of a Kafka record. None is a tombstone."""
    return None if value is None else _event(_json(value))


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadEvent(f"not JSON: {error}") from None


def _event(event: Any) -> CaseEvent:
    if not isinstance(event, dict):
        raise BadEvent("not a JSON object")
    kind = TYPE.fullmatch(str(event.get("type")))
    if kind is None:
        raise BadEvent(f"type {event.get('type')!r} is no case event of version 1")
    data = event.get("data")
    if not isinstance(data, dict):
        raise BadEvent("data is not an object")
    # A reduced event of version 1.0 has lost its members; what it is about is in the envelope.
    reduced = data.get("reduced") is True
    case_id, _, number = str(event.get("id")).rpartition(".")
    if not CASE_ID.fullmatch(case_id) or not re.fullmatch("[1-9][0-9]{0,17}", number):
        raise BadEvent(f"id {event.get('id')!r} is not <case_id>.<sequence>")
    if event.get("subject") != case_id:
        raise BadEvent(f"subject {event.get('subject')!r} is not the case of id {event.get('id')!r}")
    if not isinstance(event.get("time"), str):
        raise BadEvent("time is missing")
    state = "resolved" if kind[1] == "resolved" else "open"
    if not reduced:
        _check(data, case_id, int(number), state)
    return CaseEvent(case_id, int(number), kind[1], event["time"], state, data, reduced)


def _check(data: dict[str, Any], case_id: str, sequence: int, state: str) -> None:
    """Only what tickets rest on: the schema says the rest, and members that are not known are none of our business."""
    for member, expected in (("case_id", case_id), ("sequence", sequence), ("state", state)):
        if data.get(member) != expected:
            raise BadEvent(f"data.{member} is {data.get(member)!r}, but id and type say {expected!r}")
    for member in ("title", "summary", "severity", "kind", "instance"):
        if not isinstance(data.get(member), str):
            raise BadEvent(f"data.{member} is missing or not a string")
    priority = data.get("priority")
    if isinstance(priority, bool) or not isinstance(priority, int) or not 1 <= priority <= 5:
        raise BadEvent(f"data.priority is {priority!r}, not 1 to 5")
    if state == "resolved" and not isinstance(data.get("resolution"), str):
        raise BadEvent("data.resolution is missing from a resolved event")
    for member, kind in (("customer", dict), ("affected", dict), ("action", dict)):
        if not isinstance(data.get(member), kind):
            raise BadEvent(f"data.{member} is missing or of another type")
    for path, members in (("customer.accounts", data["customer"]), ("affected.items", data["affected"])):
        entries = members.get(path.split(".")[1])
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise BadEvent(f"data.{path} is not a list of objects")
