"""The three stubs with a keeper before them, and what must be true of the tickets in the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from forewarn_tickets.events import OUTCOMES, Outcome, parse_value
from forewarn_tickets.http import Service
from forewarn_tickets.jira import Jira
from forewarn_tickets.keeper import Keeper
from forewarn_tickets.pagerduty import PagerDuty
from forewarn_tickets.progress import Progress
from forewarn_tickets.servicenow import ServiceNow
from forewarn_tickets.settings import JiraSettings, PagerDutySettings, ServiceNowSettings

from .stubs import JiraStub, PagerDutyStub, ServiceNowStub

BEARER = {"Authorization": "Bearer secret"}
PROJECT = Path(__file__).parents[1]
SECRETS = {"SERVICENOW_TOKEN": "secret", "JIRA_TOKEN": "secret", "PAGERDUTY_ROUTING_KEY": "secret", "PAGERDUTY_API_TOKEN": "secret"}


def words(event: dict[str, Any]) -> str:
    """What a ticket is told by an event: its work note; of an end, which must name the fact, all of it; of a repetition, nothing."""
    data = event["data"]
    change = data.get("change") or {}
    if change.get("refresh"):
        return ""
    return data["summary"] if data["state"] == "resolved" else change.get("note") or data["summary"]


class TicketTest(unittest.TestCase):
    def setUp(self) -> None:
        self.servicenow, self.jira, self.pagerduty = ServiceNowStub(), JiraStub(), PagerDutyStub()
        self.stubs = [self.servicenow, self.jira, self.pagerduty]
        for stub in self.stubs:
            self.addCleanup(stub.close)
        self.said: list[str] = []

    def keeper(self, state: Path | None = None, timeout: float = 5, search_lag: float = 0, **more: Any) -> Keeper:
        def service(stub: Any, headers: dict[str, str]) -> Service:
            return Service(type(stub).__name__, stub.url, headers, timeout)

        say = self.said.append
        token = {"Authorization": "Token token=secret"}
        api = service(self.pagerduty, token) if self.pagerduty.has_api else None
        systems = [
            ServiceNow(service(self.servicenow, BEARER), ServiceNowSettings(), say),
            Jira(service(self.jira, BEARER), JiraSettings(project="SUP", search_lag_seconds=search_lag), say),
            PagerDuty(service(self.pagerduty, {}), api, "secret", PagerDutySettings(), say),
        ]
        return Keeper(systems, Progress(state), say, **({"first_wait": 0.001, "attempts": 50} | more))

    def apply(self, events: list[dict[str, Any]], keeper: Keeper | None = None) -> Keeper:
        keeper = keeper or self.keeper()
        for each in events:
            self.deliver(keeper, each)
        return keeper

    def deliver(self, keeper: Keeper, event: dict[str, Any]) -> None:
        self.pagerduty.now = max(self.pagerduty.now, event["time"])
        keeper.apply(parse_value(json.dumps(event).encode()))

    def assert_in_step(self, events: list[dict[str, Any]], severities: bool = True) -> None:
        """Exactly one ticket a case; its state, priority, items and last words are those of the case's newest event."""
        self.severities = severities
        newest: dict[str, dict[str, Any]] = {}
        for each in events:
            if each["data"]["sequence"] >= newest.get(each["subject"], each)["data"]["sequence"]:
                newest[each["subject"]] = each
        self.assertEqual([], [said for stub in self.stubs for said in stub.refusals])
        self.assertEqual(sorted(newest), sorted(row["correlation_id"] for row in self.servicenow.cases.values()))
        labels = [each["fields"]["labels"][1] for each in self.jira.issues.values()]
        self.assertEqual(sorted(f"forewarn-{each}" for each in newest), sorted(labels))
        for case, last in newest.items():
            with self.subTest(case=case, last=last["id"]):
                self._case(case, last)
                own = [each for each in events if each["subject"] == case]
                told = list({each["id"]: words(each) for each in own}.values())
                self._issue(case, last, len(told) == len(set(told)))
                self._incident(case, last, own)

    def _case(self, case: str, last: dict[str, Any]) -> None:
        data = last["data"]
        row = next(row for row in self.servicenow.cases.values() if row["correlation_id"] == case)
        outcome = OUTCOMES.get(data["resolution"], Outcome.ASK)
        if data["state"] == "resolved":
            self.assertEqual("18" if outcome is Outcome.ASK else "6", row["state"])
            if outcome is not Outcome.ASK:
                code = "solved_permanently" if outcome is Outcome.SOLVED else "no_longer_watched"
                self.assertEqual(code, row["resolution_code"])
                self.assertIn(data["summary"], row["close_notes"])
            self.assertIn(data["summary"], self.servicenow.notes[row["sys_id"]][-1])
        else:
            self.assertIn(row["state"], ("1", "10"))
            if last["type"] != "dev.forewarn.case.opened.v1" and row["sys_id"] in self.servicenow.notes:
                self.assertIn(words(last), self.servicenow.notes[row["sys_id"]][-1])
        self.assertEqual(f"Forewarn {data['sequence']} {data['state']} P{data['priority']}", row["correlation_display"])
        self.assertEqual(str(data["priority"]), row["priority"])
        numbers = {id: number for number, id in self.servicenow.directory["sn_install_base_item"].items()}
        linked = {numbers[each["install_base"]] for each in self.servicenow.items.values() if each["case"] == row["sys_id"]}
        self.assertLessEqual({each["install_base_item"] for each in data["affected"]["items"] if each["install_base_item"]}, linked)

    def _issue(self, case: str, last: dict[str, Any], has_own_words: bool) -> None:
        data = last["data"]
        key, issue = next((k, i) for k, i in self.jira.issues.items() if i["fields"]["labels"][1] == f"forewarn-{case}")
        outcome = OUTCOMES.get(data["resolution"], Outcome.ASK)
        is_done = data["state"] == "resolved" and outcome is not Outcome.ASK
        self.assertEqual("Resolved" if is_done else "Waiting for support", issue["status"])
        if is_done:
            self.assertEqual("Done" if outcome is Outcome.SOLVED else "Won't Do", issue["resolution"])
        names = ["Highest", "High", "Medium", "Low"]
        self.assertEqual(names[data["priority"] - 1], issue["fields"]["priority"]["name"])
        told = {"sequence": data["sequence"], "told": data["state"], "priority": data["priority"]}
        self.assertEqual(told, issue["properties"]["forewarn"])
        comments = self.jira.comments[key]
        if has_own_words:
            self.assertEqual(len(comments), len(set(comments)), "no comment twice")
        if comments:
            self.assertIn(words(last), comments[-1])

    def _incident(self, case: str, last: dict[str, Any], events: list[dict[str, Any]]) -> None:
        data = last["data"]
        # An end that is a question leaves the incident as it was; nobody is woken by any end.
        is_live, passed = False, 0
        for each in events:
            if each["data"]["sequence"] > passed:
                passed = each["data"]["sequence"]
                if each["data"]["state"] == "open":
                    is_live = True
                elif OUTCOMES.get(each["data"]["resolution"]) is not None:
                    is_live = False
        live = [each for each in self.pagerduty.of(case) if each["status"] != "resolved"]
        self.assertEqual(1 if is_live else 0, len(live))
        if live and self.severities:
            self.assertEqual(["critical", "error", "warning", "info"][data["priority"] - 1], live[0]["severity"])


class CommandTest(TicketTest):
    """The program in a process of its own, before the stubs."""

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def arguments(self, *more: str) -> list[str]:
        return [
            sys.executable, "-m", "forewarn_tickets", "--servicenow", self.servicenow.url, "--jira", self.jira.url, "--jira-project", "SUP",
            "--pagerduty", self.pagerduty.url, "--pagerduty-api", self.pagerduty.url, "--state", str(self.folder / "state.json"), *more]

    def run_command(self, *more: str, text: str = "", secrets: dict[str, str] = SECRETS) -> subprocess.CompletedProcess[str]:
        self.pagerduty.now = "2026-11-24T00:00:00Z"
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS} | secrets
        return subprocess.run(self.arguments(*more), input=text, capture_output=True, text=True, cwd=PROJECT, env=environment, timeout=60)
