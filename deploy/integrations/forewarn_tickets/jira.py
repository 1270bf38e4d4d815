"""Jira Service Management, Cloud and Data Center, by version 2 of the REST API, whose texts are plain.

The label `forewarn-<case id>` finds an issue; its property `forewarn` keeps what was told last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

from .events import CaseEvent, Outcome
from .http import Refused, Service
from .settings import JiraSettings
from .systems import Ticket, closing, cut, description, one_line

PROPERTY = "forewarn"
TEXT = 32_000


class Jira:
    name = "jira"
    records_the_past = True

    def __init__(self, service: Service, settings: JiraSettings, say: Callable[[str], None]):
        self._service = service
        self._settings = settings
        self._say = say
        self._search = "/rest/api/2/search/jql"
        self.search_lag = settings.search_lag_seconds

    def find(self, case_id: str, hint: Ticket | None) -> Ticket | None:
        if hint is not None:
            # Asked by its key an issue is there at once, while the search index lags behind.
            try:
                query = {"fields": "status", "properties": PROPERTY}
                return self._ticket(self._service.call("GET", f"/rest/api/2/issue/{hint.id}", query=query))
            except Refused as error:
                if error.status != 404:
                    raise
        jql = f'project = "{self._settings.project}" AND labels = "{PROPERTY}-{case_id}" ORDER BY created DESC'
        body = {"jql": jql, "maxResults": 1, "fields": ["status"], "properties": [PROPERTY]}
        try:
            issues = self._service.call("POST", self._search, body)["issues"]
        except Refused as error:
            if error.status != 404 or self._search.endswith("/search"):
                raise
            # Data Center has the older address only.
            self._search = "/rest/api/2/search"
            issues = self._service.call("POST", self._search, body)["issues"]
        return self._ticket(issues[0]) if issues else None

    def create(self, event: CaseEvent) -> Ticket:
        fields = {
            "project": {"key": self._settings.project}, "issuetype": {"name": self._settings.issue_type},
            "summary": one_line(event.title, 255), "description": cut(description(event), TEXT),
            "labels": [PROPERTY, f"{PROPERTY}-{event.case_id}"], **self._priority(None, event), **self._settings.fields,
        }
        # Of a case that is over already, the end is yet to be told.
        sequence = event.sequence if event.state == "open" else 0
        made = Ticket("", sequence, "open", event.priority, self._settings.open_status)
        answer = self._service.call("POST", "/rest/api/2/issue", {"fields": fields, "properties": [self._property(made)]})
        return replace(made, id=answer["key"])

    def update(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        return self._write(ticket, event, event.note, {})

    def resolve(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        ticket = self._write(ticket, event, closing(event), {})
        if event.outcome is Outcome.ASK:
            return self._move(ticket, event, self._settings.ask_status, None)
        if ticket.is_closed:
            return self._settle(ticket, event)
        return self._move(ticket, event, self._settings.solved_status, self._settings.resolutions[event.outcome.value])

    def reopen(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        ticket = self._write(ticket, event, event.note, {"summary": one_line(event.title, 255)})
        return self._move(ticket, event, self._settings.open_status, None)

    def _write(self, ticket: Ticket, event: CaseEvent, text: str, fields: dict[str, Any]) -> Ticket:
        """Comment, fields and mark in one request, so that no repetition comments twice. A state that changes is told later."""
        if ticket.sequence == event.sequence:
            return ticket
        priority = ticket.priority if event.priority is None else event.priority
        written = replace(ticket, sequence=event.sequence, priority=priority)
        # Without this property a comment would be shown to the customer.
        internal = {"key": "sd.public.comment", "value": {"internal": True}}
        body: dict[str, Any] = {"properties": [self._property(written)]}
        if not event.is_refresh:
            body["update"] = {"comment": [{"add": {"body": cut(text, TEXT), "properties": [internal]}}]}
        if fields := fields | self._priority(ticket, event):
            body["fields"] = fields
        self._service.call("PUT", f"/rest/api/2/issue/{ticket.id}", body)
        return written

    def _move(self, ticket: Ticket, event: CaseEvent, status: str, resolution: str | None) -> Ticket:
        if ticket.status != status:
            path = f"/rest/api/2/issue/{ticket.id}/transitions"
            offered = self._service.call("GET", path, query={"expand": "transitions.fields"})["transitions"]
            way = next((each for each in offered if each["to"]["name"] == status), None)
            if way is None:
                names = ", ".join(each["to"]["name"] for each in offered) or "none"
                raise Refused(f"jira: {ticket.id}: no transition leads from {ticket.status} to {status}, only to: {names}")
            body: dict[str, Any] = {"transition": {"id": way["id"]}}
            if resolution and "resolution" in (way.get("fields") or {}):
                body["fields"] = {"resolution": {"name": resolution}}
            self._service.call("POST", path, body)
        return self._settle(replace(ticket, status=status, is_closed=event.state == "resolved"), event)

    def _settle(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        ticket = replace(ticket, told=event.state)
        self._service.call("PUT", f"/rest/api/2/issue/{ticket.id}/properties/{PROPERTY}", self._property(ticket)["value"])
        return ticket

    def _priority(self, ticket: Ticket | None, event: CaseEvent) -> dict[str, Any]:
        if event.priority is None or ticket is not None and ticket.priority == event.priority:
            return {}
        return {"priority": {"name": self._settings.priorities[event.priority - 1]}}

    @staticmethod
    def _property(ticket: Ticket) -> dict[str, Any]:
        return {"key": PROPERTY, "value": {"sequence": ticket.sequence, "told": ticket.told, "priority": ticket.priority}}

    @staticmethod
    def _ticket(issue: dict[str, Any]) -> Ticket:
        kept = (issue.get("properties") or {}).get(PROPERTY) or {}
        status = issue["fields"]["status"]
        return Ticket(
            issue["key"], kept.get("sequence", 0), kept.get("told", "open"), kept.get("priority"), status["name"],
            (status.get("statusCategory") or {}).get("key") == "done")
