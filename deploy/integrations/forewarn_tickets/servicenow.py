"""ServiceNow Customer Service Management, by the Table API: a case with its affected install base items.

`correlation_id` is the case id, by which a case is found. `correlation_display` keeps what was told last, so that it needs no
field of its own: "Forewarn 7 open P2"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Callable

from .events import CaseEvent, Outcome
from .http import Service
from .settings import ServiceNowSettings
from .systems import Ticket, closing, cut, description, one_line

NEW, OPEN, AWAITING, RESOLVED, CLOSED, CANCELLED = "1", "10", "18", "6", "3", "7"
TOLD = re.compile(r"Forewarn (\d+) (open|resolved)(?: P(\d))?")
ITEMS = "sn_install_base_m2m_affected_install_base"


class ServiceNow:
    name = "servicenow"
    search_lag = 0.0
    records_the_past = True

    def __init__(self, service: Service, settings: ServiceNowSettings, say: Callable[[str], None]):
        self._service = service
        self._settings = settings
        self._say = say
        self._table = f"/api/now/table/{settings.table}"
        self._ids: dict[tuple[str, str], str] = {}

    def find(self, case_id: str, hint: Ticket | None) -> Ticket | None:
        rows = self._rows(
            self._table, f"correlation_id={case_id}^ORDERBYDESCsys_created_on", "sys_id,state,correlation_display")
        # A closed case cannot be written to: one that follows it has its place.
        rows.sort(key=lambda row: row["state"] in (CLOSED, CANCELLED))
        return self._ticket(rows[0]) if rows else None

    def create(self, event: CaseEvent) -> Ticket:
        return self._create(event, {})

    def update(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        if ticket.status in (CLOSED, CANCELLED):
            if event.change == "reopened":
                # That its end came could not be written to the closed case.
                return self.reopen(ticket, event)
            self._say(f"{self.name}: case {event.case_id}: a person closed {ticket.id}, and a closed case takes no notes")
            return replace(ticket, sequence=event.sequence, told=event.state)
        self._affected(ticket.id, event)
        notes = {} if event.is_refresh else {"work_notes": event.note}
        return self._patch(ticket, event, notes | self._moving(ticket, event))

    def resolve(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        if ticket.status in (CLOSED, CANCELLED):
            return self.update(ticket, event)
        self._affected(ticket.id, event)
        fields = self._moving(ticket, event) | {"work_notes": closing(event)}
        if event.outcome is Outcome.ASK:
            if ticket.status == RESOLVED:
                self._service.call("PATCH", f"{self._table}/{ticket.id}", {"state": OPEN})
            fields["state"] = AWAITING
        else:
            code = self._settings.resolution_codes[event.outcome.value]
            fields |= {"state": RESOLVED, "resolution_code": code, "close_notes": cut(closing(event), 4_000)}
        return self._patch(ticket, event, fields)

    def reopen(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        if ticket.status in (CLOSED, CANCELLED):
            return self._create(event, {"parent": ticket.id})
        self._affected(ticket.id, event)
        fields = {"state": OPEN, "short_description": one_line(event.title, 160), "work_notes": event.note}
        return self._patch(ticket, event, fields | self._moving(ticket, event))

    def _create(self, event: CaseEvent, more: dict[str, str]) -> Ticket:
        fields = {
            "short_description": one_line(event.title, 160), "description": cut(description(event), 4_000),
            "correlation_id": event.case_id, "state": NEW, "priority": "3", **self._settings.fields, **more,
        }
        if event.accounts and (account := self._id("customer_account", "number", event.accounts[0].get("id"))):
            fields["account"] = account
        if group := self._id("sys_user_group", "name", event.action.get("owner")):
            fields["assignment_group"] = group
        fields |= self._moving(None, event)
        # The items have rows of their own. Until they are there the case does not say that it was told.
        waits = bool(event.items) or event.state == "resolved"
        fields["correlation_display"] = self._display(0 if waits else event.sequence, "open", event.priority)
        row = self._service.call("POST", self._table, fields)["result"]
        ticket = self._ticket(row)
        if event.state == "resolved":
            return ticket
        self._affected(ticket.id, event)
        return self._patch(ticket, event, {}) if waits else ticket

    def _moving(self, ticket: Ticket | None, event: CaseEvent) -> dict[str, str]:
        """What follows the event. A priority that a person has set stays until the event's own moves."""
        fields: dict[str, str] = {}
        if event.priority is not None and (ticket is None or ticket.priority != event.priority):
            fields["priority"] = self._settings.priorities[event.priority - 1]
            for member in ("impact", "urgency"):
                if member in event.data:
                    fields[member] = str(event.data[member])
        if due := event.action.get("respond_by"):
            fields["due_date"] = due[:19].replace("T", " ")
        return fields

    def _patch(self, ticket: Ticket, event: CaseEvent, fields: dict[str, str]) -> Ticket:
        priority = ticket.priority if event.priority is None else event.priority
        fields["correlation_display"] = self._display(event.sequence, event.state, priority)
        return self._ticket(self._service.call("PATCH", f"{self._table}/{ticket.id}", fields)["result"])

    def _affected(self, case: str, event: CaseEvent) -> None:
        """Adds what is missing. What a person added stays: only items that the event says were removed are taken away."""
        wanted = {each["install_base_item"] for each in event.items if each.get("install_base_item")}
        if not wanted and not event.removed_items:
            return
        path = f"/api/now/table/{ITEMS}"
        there = {row["install_base"]: row["sys_id"] for row in self._rows(path, f"case={case}", "sys_id,install_base")}
        for number in sorted(wanted):
            item = self._id("sn_install_base_item", "number", number)
            if item and item not in there:
                self._service.call("POST", path, {"case": case, "install_base": item})
        for number in event.removed_items:
            item = self._id("sn_install_base_item", "number", number)
            if item in there:
                self._service.call("DELETE", f"{path}/{there[item]}")

    def _id(self, table: str, field: str, value: Any) -> str | None:
        if not isinstance(value, str) or not value or "^" in value:
            return None
        if (table, value) not in self._ids:
            rows = self._rows(f"/api/now/table/{table}", f"{field}={value}", "sys_id")
            if not rows:
                self._say(f"{self.name}: {table} has nothing whose {field} is {value}; the case goes without it")
                return None
            self._ids[table, value] = rows[0]["sys_id"]
        return self._ids[table, value]

    def _rows(self, path: str, query: str, fields: str) -> list[dict[str, Any]]:
        asked = {
            "sysparm_query": query, "sysparm_fields": fields, "sysparm_limit": "1000",
            "sysparm_exclude_reference_link": "true",
        }
        return self._service.call("GET", path, query=asked)["result"]

    @staticmethod
    def _display(sequence: int, state: str, priority: int | None) -> str:
        return f"Forewarn {sequence} {state}" + (f" P{priority}" if priority else "")

    @staticmethod
    def _ticket(row: dict[str, Any]) -> Ticket:
        told = TOLD.match(row.get("correlation_display") or "")
        state = str(row["state"])
        return Ticket(
            row["sys_id"], int(told[1]) if told else 0, told[2] if told else "open", int(told[3]) if told and told[3] else None,
            state, state in (RESOLVED, CLOSED, CANCELLED))
