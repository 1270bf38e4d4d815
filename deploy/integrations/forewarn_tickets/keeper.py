"""Decides, event by event, what a ticket system is told: by the ticket's state and the event's, never by the event's name alone,
so that lost, repeated and interrupted events all end in the state of the newest one."""

from __future__ import annotations

import time
from collections import Counter
from typing import Callable

from .events import CaseEvent
from .http import Refused, retrying
from .progress import Progress
from .systems import Ticket, TicketSystem


class Keeper:
    def __init__(
        self, systems: list[TicketSystem], progress: Progress, say: Callable[[str], None], attempts: int = 8,
        first_wait: float = 0.5, sleep: Callable[[float], None] = time.sleep,
    ):
        self._systems = systems
        self._progress = progress
        self._say = say
        self._attempts = attempts
        self._first_wait = first_wait
        self._sleep = sleep
        self.counts: Counter[str] = Counter()

    def apply(self, event: CaseEvent) -> None:
        for system in self._systems:
            known = self._progress.ticket(system.name, event.case_id)
            if known is not None and known.has_passed(event):
                self.counts["repeated"] += 1
                continue
            try:
                retrying(lambda: self._step(system, event), self._say, self._attempts, self._first_wait, sleep=self._sleep)
            except Refused as error:
                # The events behind it must not wait for this one; the next snapshot of its case catches up.
                self.counts["refused"] += 1
                self._say(
                    f"{error}\n  case {event.case_id}, event {event.sequence} ({event.change}) is not in {system.name}. Mend the "
                    "settings or the ticket; the next event of the case, or this one read again, catches up")

    def _step(self, system: TicketSystem, event: CaseEvent) -> None:
        hint = self._progress.ticket(system.name, event.case_id)
        if system.search_lag and self._progress.is_creating(system.name, event.case_id):
            # A ticket may have been made without our hearing of it, and cannot be found yet.
            self._sleep(system.search_lag)
        ticket = system.find(event.case_id, hint)
        if ticket is not None and ticket.has_passed(event):
            self.counts["repeated"] += 1
        else:
            self._tell_of_gap(system, ticket or hint, event)
            ticket = self._told(system, ticket, event)
            self.counts["told"] += 1
        if ticket is not None:
            self._progress.put(system.name, event.case_id, ticket, event.time)

    def _told(self, system: TicketSystem, ticket: Ticket | None, event: CaseEvent) -> Ticket | None:
        if ticket is None:
            if event.state == "resolved" and not system.records_the_past:
                self._say(f"{system.name}: case {event.case_id} was over before it was told; nobody is woken for that")
                return None
            self._end_predecessor(system, event)
            self._progress.put(system.name, event.case_id, None, event.time)
            ticket = system.create(event)
            return system.resolve(ticket, event) if event.state == "resolved" else ticket
        if event.state == "resolved":
            return system.resolve(ticket, event)
        return system.reopen(ticket, event) if ticket.told == "resolved" else system.update(ticket, event)

    def _end_predecessor(self, system: TicketSystem, event: CaseEvent) -> None:
        """A case shares its key with the one before it, whose end compaction may have removed before it was read."""
        case_id = event.previous_case_id
        if case_id is None:
            return
        ticket = system.find(case_id, self._progress.ticket(system.name, case_id))
        if ticket is None or ticket.told == "resolved":
            return
        self._say(f"{system.name}: the end of case {case_id} did not come, but case {event.case_id} follows it")
        words = f"Its end did not come; case {event.case_id} follows it."
        data = {"title": f"Case {case_id} is over", "summary": words, "resolution": "unseen"}
        end = CaseEvent(case_id, ticket.sequence + 1, "resolved", event.time, "resolved", data)
        self._progress.put(system.name, case_id, system.resolve(ticket, end), event.time)

    def _tell_of_gap(self, system: TicketSystem, ticket: Ticket | None, event: CaseEvent) -> None:
        last = ticket.sequence if ticket else 0
        if event.sequence > last + 1:
            missing = f"{last + 1}" if event.sequence == last + 2 else f"{last + 1} to {event.sequence - 1}"
            self.counts["gaps"] += 1
            self._say(
                f"{system.name}: case {event.case_id}: event {missing} did not come; event {event.sequence} is a full snapshot "
                "and catches up")
