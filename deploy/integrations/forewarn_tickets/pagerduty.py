"""PagerDuty, by the Events API v2; the case id is the dedup key.

That API only listens. With a token of the REST API as well, incidents are looked up by their key, so that a lost state file wakes
nobody twice and an incident that a person resolved is not raised again by an update."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable

from .events import CaseEvent, Outcome
from .http import Refused, Service
from .settings import PagerDutySettings
from .systems import Ticket, closing, cut, one_line


class PagerDuty:
    name = "pagerduty"
    search_lag = 0.0
    # Nobody is woken for what is over.
    records_the_past = False

    def __init__(
        self, events: Service, api: Service | None, routing_key: str, settings: PagerDutySettings, say: Callable[[str], None],
    ):
        self._events = events
        self._api = api
        self._routing_key = routing_key
        self._settings = settings
        self._say = say

    def find(self, case_id: str, hint: Ticket | None) -> Ticket | None:
        if self._api is None:
            return hint
        query = {"incident_key": case_id, "date_range": "all", "sort_by": "created_at:desc", "limit": "1"}
        incidents = self._api.call("GET", "/incidents", query=query)["incidents"]
        if not incidents:
            # Events are taken at once and become incidents a little later.
            return hint
        status = incidents[0]["status"]
        now = {"status": status, "is_closed": status == "resolved", "changed": incidents[0].get("last_status_change_at") or ""}
        if hint is not None:
            return replace(hint, **now)
        alerts = self._api.call("GET", f"/incidents/{incidents[0]['id']}/alerts")["alerts"]
        sequences = [self._sequence(alert) for alert in alerts]
        told = "resolved" if status == "resolved" else "open"
        return Ticket(case_id, max(sequences, default=0), told, None, **now)

    def create(self, event: CaseEvent) -> Ticket:
        self._trigger(event, event.title)
        return Ticket(event.case_id, event.sequence, "open", event.priority, "triggered")

    def update(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        matters = event.change == "escalated" or event.priority != ticket.priority
        # A trigger for a resolved incident wakes people again. Whether it is resolved is not known without the REST API.
        is_wanted = self._api is not None and not event.is_refresh or matters
        if is_wanted and not ticket.is_closed and not event.reduced:
            self._trigger(event, f"{event.title}: {event.note}")
        return self._told(ticket, event)

    def resolve(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        if event.outcome is not Outcome.ASK:
            self._send({"event_action": "resolve", "dedup_key": event.case_id})
            return replace(self._told(ticket, event), status="resolved", is_closed=True)
        # Silence and a new level are no recovery: the incident stays until a person resolves it.
        if not ticket.is_closed and not event.reduced:
            self._trigger(event, f"{event.title}: {closing(event)}")
        return self._told(ticket, event)

    def reopen(self, ticket: Ticket, event: CaseEvent) -> Ticket:
        if ticket.priority is None and ticket.is_closed and event.time[:19] <= ticket.changed[:19]:
            # The state file is lost, and the event is from before the incident was resolved. It wakes nobody.
            self._say(f"{self.name}: case {event.case_id}: event {event.sequence} is older than the end of its incident; left out")
            return replace(ticket, sequence=event.sequence)
        self._trigger(event, event.title)
        return replace(self._told(ticket, event), status="triggered", is_closed=False)

    def _trigger(self, event: CaseEvent, summary: str) -> None:
        data = event.data
        priority = event.priority or 3
        payload: dict[str, Any] = {
            "summary": one_line(summary, 1_024), "source": data.get("instance") or "forewarn",
            "severity": self._settings.severities[priority - 1], "timestamp": event.time,
            "class": data.get("kind") or "case",
            "custom_details": {
                "case_id": event.case_id, "sequence": event.sequence, "priority": priority, "summary": event.note,
                "do": event.action.get("text"), "answer_by": event.action.get("respond_by"),
                "accounts": [each.get("name") for each in event.accounts],
                "affected": [each.get("ci") for each in event.items[:20]],
            },
        }
        if event.items:
            payload["component"] = str(event.items[0].get("ci"))
        body: dict[str, Any] = {"event_action": "trigger", "dedup_key": event.case_id, "client": "Forewarn", "payload": payload}
        if runbook := event.action.get("runbook"):
            body["links"] = [{"href": runbook, "text": "Runbook"}]
        self._send(body)

    def _send(self, body: dict[str, Any]) -> None:
        answer = self._events.call("POST", "/v2/enqueue", {"routing_key": self._routing_key, **body})
        if not isinstance(answer, dict) or answer.get("status") != "success":
            raise Refused(f"pagerduty: {body['event_action']} of {body['dedup_key']}: {cut(str(answer), 300)}")

    @staticmethod
    def _told(ticket: Ticket, event: CaseEvent) -> Ticket:
        priority = ticket.priority if event.priority is None else event.priority
        return replace(ticket, sequence=event.sequence, told=event.state, priority=priority)

    @staticmethod
    def _sequence(alert: dict[str, Any]) -> int:
        body = alert.get("body") or {}
        for details in ((body.get("cef_details") or {}).get("details"), body.get("details")):
            if isinstance(details, dict) and isinstance(details.get("sequence"), int):
                return details["sequence"]
        return 0
