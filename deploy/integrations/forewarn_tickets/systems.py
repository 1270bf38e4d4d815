"""What every ticket system must be able to do, and the texts that all of them show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from .events import CaseEvent


@dataclass(frozen=True)
class Ticket:
    """What a ticket system, or the state file, knows of the ticket of a case."""

    id: str
    # The newest event that it was told, and what state and priority that had.
    sequence: int = 0
    told: str = "open"
    priority: int | None = None
    # The status as it is now, which a person may have changed.
    status: str = ""
    is_closed: bool = False
    # When it last changed, where the system says so and nothing else tells how far it was told.
    changed: str = ""

    def has_passed(self, event: CaseEvent) -> bool:
        if self.sequence == event.sequence:
            # Otherwise a crash came between the words and the change of state.
            return self.told == event.state
        return self.sequence > event.sequence


class TicketSystem(Protocol):
    name: str
    # Seconds until a ticket that was just made can be found by its key.
    search_lag: float
    # Whether a case whose first event seen is its end is worth a ticket.
    records_the_past: bool

    def find(self, case_id: str, hint: Ticket | None) -> Ticket | None: ...
    def create(self, event: CaseEvent) -> Ticket: ...
    def update(self, ticket: Ticket, event: CaseEvent) -> Ticket: ...
    def resolve(self, ticket: Ticket, event: CaseEvent) -> Ticket: ...
    def reopen(self, ticket: Ticket, event: CaseEvent) -> Ticket: ...


def one_line(text: str, limit: int) -> str:
    return cut(" ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text).split()), limit)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def description(event: CaseEvent) -> str:
    data = event.data
    if event.reduced:
        return event.note
    action = event.action
    accounts = ", ".join(f"{each.get('name')} ({each.get('id')})" for each in event.accounts) or "unknown"
    shown = ", ".join(str(each.get("ci")) for each in event.items[:20])
    lines = [
        data["summary"],
        "",
        f"Do: {action.get('text')}",
        f"Answer by: {action.get('respond_by')}" if action.get("respond_by") else "",
        f"Runbook: {action.get('runbook')}" if action.get("runbook") else "",
        f"Customer: {accounts}; {data['customer'].get('tier')}, {data['customer'].get('environment')}",
        f"Affected: {data['affected'].get('count')} items: {shown}" if event.items else "",
        f"Priority {event.priority}: {'; '.join(map(str, data.get('priority_reasons') or []))}",
        f"Continues case {data['previous_case_id']}" if data.get("previous_case_id") else "",
        f"Forewarn case {event.case_id}, {data['kind']} of {data['instance']}",
    ]
    return "\n".join(line for index, line in enumerate(lines) if line or index == 1)


def closing(event: CaseEvent) -> str:
    """The words of an end, which begin with what it must not be mistaken for."""
    resolution = event.data.get("resolution") or "unknown"
    intro = {
        "solved": "Recovered.",
        "withdrawn": f"No longer watched ({resolution}); nothing is claimed about the problem itself.",
        "ask": f"NOT confirmed as solved ({resolution}): please check, and close it yourself.",
    }[event.outcome.value]
    return f"{intro} {event.note}"
