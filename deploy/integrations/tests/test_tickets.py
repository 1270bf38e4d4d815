"""What single events make of tickets, what limits they keep, and what persons may do meanwhile."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from .builders import case_id, event, reduced
from .harness import TicketTest

CASE = case_id(1)


class TicketTests(TicketTest):
    @property
    def case(self) -> dict[str, str]:
        return next(iter(self.servicenow.cases.values()))

    @property
    def issue(self) -> dict:
        return self.jira.issues["SUP-1"]

    def test_long_titles_and_texts_of_several_lines_fit(self) -> None:
        title = "acme-prod:\n" + "Ä" * 2_000
        events = [event(CASE, 1, "opened", title=title, summary="S" * 5_000)]
        events.append(event(CASE, 2, "resolved", title=title, summary="S" * 3_900))
        self.apply(events)
        self.assertEqual([], self.servicenow.refusals + self.jira.refusals + self.pagerduty.refusals)
        self.assertEqual(160, len(self.case["short_description"]))
        self.assertEqual(255, len(self.issue["fields"]["summary"]))
        self.assertEqual(1_024, len(self.pagerduty.incidents[0]["log"][0]["summary"]))

    def test_what_a_new_ticket_says(self) -> None:
        self.apply([event(CASE, 1, "opened")])
        self.assertEqual(("a1", "g1", "true"), tuple(self.case[name] for name in ("account", "assignment_group", "proactive")))
        self.assertEqual(("2", "1", "2"), tuple(self.case[name] for name in ("priority", "impact", "urgency")))
        self.assertEqual("2026-11-23 14:00:00", self.case["due_date"])
        self.assertEqual(["i1"], [row["install_base"] for row in self.servicenow.items.values()])
        self.assertIn("Acme (ACC-1001)", self.issue["fields"]["description"])
        payload = self.pagerduty.incidents[0]["log"][0]
        self.assertEqual(("error", "acme-prod", "performance"), (payload["severity"], payload["source"], payload["class"]))

    def test_unknown_owners_accounts_and_items_are_said_and_left_out(self) -> None:
        unknown = event(CASE, 1, "opened")
        unknown["data"]["customer"]["accounts"] = [{"id": "ACC^9", "name": "?"}]
        unknown["data"]["action"]["owner"] = "nobody"
        unknown["data"]["affected"]["items"][0]["install_base_item"] = "IBI-9"
        self.apply([unknown])
        self.assertNotIn("assignment_group", self.case)
        self.assertTrue(any("nobody" in said for said in self.said) and any("IBI-9" in said for said in self.said))

    def test_ends_that_are_no_success_go_to_a_person(self) -> None:
        for number, word in enumerate(("expired", "new_normal", "a_later_word"), 1):
            case = case_id(number)
            self.apply([event(case, 1, "opened"), event(case, 2, "resolved", word)])
            row = list(self.servicenow.cases.values())[-1]
            self.assertEqual("18", row["state"])
            self.assertNotIn("resolution_code", row)
            for text in (self.servicenow.notes[row["sys_id"]][-1], self.jira.comments[f"SUP-{number}"][-1]):
                self.assertIn("NOT confirmed as solved", text)
            self.assertEqual("Waiting for support", self.jira.issues[f"SUP-{number}"]["status"])
            self.assertEqual("triggered", self.pagerduty.of(case)[0]["status"])

    def test_items_that_a_person_added_stay_and_removed_ones_go(self) -> None:
        self.apply([event(CASE, 1, "opened")])
        self.servicenow.items["by hand"] = {"sys_id": "by hand", "case": self.case["sys_id"], "install_base": "i9"}
        later = event(CASE, 2, "updated", affected={"count": 0, "items": []}, change={"note": "Ready.", "install_base_items_removed": ["IBI-3001"]})
        self.apply([later])
        self.assertEqual(["i9"], [row["install_base"] for row in self.servicenow.items.values()])
        self.assertEqual("Ready.", self.servicenow.notes[self.case["sys_id"]][-1])

    def test_one_lost_event_is_a_gap(self) -> None:
        keeper = self.apply([event(CASE, 1, "opened"), event(CASE, 3, "updated"), event(CASE, 4, "updated")])
        self.assertEqual(3, keeper.counts["gaps"])
        self.assertEqual(3, sum("event 2 did not come" in said for said in self.said))

    def test_a_case_whose_end_was_compacted_away_goes_to_a_person_when_the_next_one_opens(self) -> None:
        follower = event(case_id(2), 1, "opened", previous_case_id=CASE)
        self.apply([event(CASE, 1, "opened"), event(CASE, 2, "updated"), follower])
        self.assertEqual(["18", "1"], [row["state"] for row in self.servicenow.cases.values()])
        self.assertIn(f"case {case_id(2)} follows it", self.jira.comments["SUP-1"][-1])
        self.assertEqual([], self.servicenow.refusals + self.jira.refusals + self.pagerduty.refusals)
        # One that has ended is left alone.
        comments = len(self.jira.comments["SUP-2"])
        self.apply([event(case_id(2), 2, "resolved"), event(case_id(3), 1, "opened", previous_case_id=case_id(2))])
        self.assertEqual((comments + 1, "Resolved"), (len(self.jira.comments["SUP-2"]), self.jira.issues["SUP-2"]["status"]))

    def test_an_issue_is_known_before_the_search_has_it(self) -> None:
        self.jira.lag = 60
        with tempfile.TemporaryDirectory() as folder:
            for sequence, change in enumerate(("opened", "updated", "resolved"), 1):
                self.apply([event(CASE, sequence, change)], self.keeper(Path(folder) / "state.json"))
        self.assertEqual((1, "Resolved"), (len(self.jira.issues), self.issue["status"]))

    def test_a_ticket_that_a_person_deleted_is_made_again(self) -> None:
        keeper = self.apply([event(CASE, 1, "opened")])
        self.jira.issues.clear()
        self.servicenow.cases.clear()
        self.apply([event(CASE, 2, "updated")], keeper)
        self.assertEqual((1, 1), (len(self.jira.issues), len(self.servicenow.cases)))

    def test_a_refresh_is_no_news(self) -> None:
        refresh = {"note": "Still so.", "refresh": True}
        keeper = self.apply([event(CASE, 1, "opened"), event(CASE, 2, "updated", change=refresh)])
        self.assertEqual(({}, []), (self.servicenow.notes, self.jira.comments["SUP-1"]))
        self.assertEqual(1, len(self.pagerduty.incidents[0]["log"]))
        self.assertEqual("Forewarn 2 open P2", self.case["correlation_display"])
        self.assertEqual(2, self.issue["properties"]["forewarn"]["sequence"])
        self.assertEqual(6, keeper.counts["told"])

    def test_a_priority_that_a_person_set_stays_until_the_events_own_moves(self) -> None:
        self.apply([event(CASE, 1, "opened", priority=2)])
        self.case["priority"] = "4"
        self.apply([event(CASE, 2, "updated", priority=2)])
        self.assertEqual("4", self.case["priority"])
        self.apply([event(CASE, 3, "escalated", priority=1)])
        self.assertEqual("1", self.case["priority"])

    def test_what_a_person_closed_stays_closed_until_the_case_reopens(self) -> None:
        keeper = self.apply([event(CASE, 1, "opened")])
        self.case["state"], self.issue["status"] = "3", "Resolved"
        self.pagerduty.incidents[0]["status"] = "resolved"
        self.apply([event(CASE, 2, "updated"), event(CASE, 3, "resolved")], keeper)
        self.assertEqual(("3", "Resolved"), (self.case["state"], self.issue["status"]))
        self.assertEqual(1, len(self.pagerduty.incidents))
        self.apply([event(CASE, 4, "reopened")], keeper)
        follower = list(self.servicenow.cases.values())[1]
        self.assertEqual((self.case["sys_id"], "1"), (follower["parent"], follower["state"]))
        self.assertEqual("Waiting for support", self.issue["status"])
        self.assertEqual(["resolved", "triggered"], [each["status"] for each in self.pagerduty.incidents])
        self.apply([event(CASE, 5, "resolved")])
        self.assertEqual(["3", "6"], [row["state"] for row in self.servicenow.cases.values()])

    def test_a_transition_that_the_workflow_lacks_is_said_and_the_rest_goes_on(self) -> None:
        keeper = self.apply([event(CASE, 1, "opened"), event(CASE, 2, "resolved")])
        self.issue["status"] = "Closed"
        other = case_id(2)
        self.apply([event(CASE, 3, "reopened"), event(other, 1, "opened")], keeper)
        self.assertEqual(1, keeper.counts["refused"])
        self.assertTrue(any(CASE in said and "Mend" in said for said in self.said))
        self.assertEqual(2, len(self.jira.issues))
        # The workflow is mended; the next snapshot catches up.
        self.issue["status"] = "Resolved"
        self.apply([event(CASE, 4, "updated")], keeper)
        self.assertEqual("Waiting for support", self.issue["status"])

    def test_a_reduced_event_leaves_a_note_and_changes_nothing_else(self) -> None:
        self.apply([event(CASE, 1, "opened"), reduced(CASE, 2, "escalated")])
        self.assertIn("too large", self.jira.comments["SUP-1"][-1])
        self.assertEqual(("2", "Forewarn 2 open P2"), (self.case["priority"], self.case["correlation_display"]))
        self.apply([reduced(case_id(2), 1, "opened"), reduced(CASE, 3, "resolved")])
        self.assertEqual(2, len(self.servicenow.cases))
        self.assertEqual("18", self.case["state"])
        self.assertEqual([], self.servicenow.refusals + self.jira.refusals + self.pagerduty.refusals)

    def test_data_center_has_the_older_search(self) -> None:
        self.jira.has_new_search = False
        self.apply([event(CASE, 1, "opened")])
        self.apply([event(CASE, 2, "updated")])
        self.assertEqual(1, len(self.jira.issues))

    def test_without_the_rest_api_updates_that_move_nothing_are_not_sent(self) -> None:
        self.pagerduty.has_api = False
        keeper = self.apply([event(CASE, 1, "opened"), event(CASE, 2, "updated"), event(CASE, 3, "escalated", priority=1)])
        self.assertEqual(["error", "critical"], [each["severity"] for each in self.pagerduty.incidents[0]["log"]])
        back = event(CASE, 5, "reopened")
        self.apply([event(CASE, 4, "resolved"), event(CASE, 3, "escalated"), back, back], keeper)
        self.assertEqual(["resolved", "triggered"], [each["status"] for each in self.pagerduty.incidents])


if __name__ == "__main__":
    unittest.main()
