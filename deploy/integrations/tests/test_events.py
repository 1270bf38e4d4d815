from __future__ import annotations

import json
import unittest

from forewarn_tickets.events import BadEvent, Outcome, parse_line, parse_value

from .builders import case_id, event, reduced

CASE = case_id(1)


class EventTests(unittest.TestCase):
    def test_bare_lines_and_kcat_envelopes(self) -> None:
        bare = json.dumps(event(CASE, 3, "escalated"))
        envelope = json.dumps({"topic": "proactive-cases", "partition": 0, "offset": 7, "key": "acme-prod|performance", "payload": bare})
        for line in (bare, envelope):
            parsed = parse_line(line)
            self.assertEqual((CASE, 3, "escalated", "open"), (parsed.case_id, parsed.sequence, parsed.change, parsed.state))

    def test_tombstones_are_nothing(self) -> None:
        self.assertIsNone(parse_value(None))
        self.assertIsNone(parse_line("null"))
        self.assertIsNone(parse_line('{"topic":"proactive-cases","key":"a|performance","payload":null}'))

    def test_members_that_are_not_known_are_ignored(self) -> None:
        later = event(CASE, 1, "opened", headline="Now.", episode={"number": 1}, change={"note": "Ready.", "refresh": False})
        self.assertEqual("Ready.", parse_value(json.dumps(later | {"traceparent": "x"}).encode()).note)

    def test_what_an_end_allows_to_say(self) -> None:
        expected = {"recovered": Outcome.SOLVED, "prevented": Outcome.SOLVED, "came_true": Outcome.SOLVED, "expired": Outcome.ASK, "new_normal": Outcome.ASK, "rule_removed": Outcome.WITHDRAWN}
        for word, outcome in {**expected, "a_later_word": Outcome.ASK}.items():
            self.assertEqual(outcome, parse_value(json.dumps(event(CASE, 2, "resolved", word)).encode()).outcome, word)

    def test_a_reduced_event_is_known_by_its_envelope(self) -> None:
        parsed = parse_value(json.dumps(reduced(CASE, 2, "resolved")).encode())
        self.assertEqual((CASE, 2, "resolved", Outcome.ASK), (parsed.case_id, parsed.sequence, parsed.state, parsed.outcome))

    def test_what_is_wrong_is_named(self) -> None:
        good = event(CASE, 1, "opened")
        wrong = {
            "not JSON": b"{", "not a JSON object": b"[]", "type": good | {"type": "dev.forewarn.case.merged.v1"},
            "id": good | {"id": f"{CASE}.0"}, "subject": good | {"subject": "another"}, "time": good | {"time": None},
            "data is not": good | {"data": None}, "data.sequence": good | {"data": good["data"] | {"sequence": 2}},
            "data.state": good | {"data": good["data"] | {"state": "resolved"}},
            "data.priority": good | {"data": good["data"] | {"priority": 0}},
            "data.title": good | {"data": good["data"] | {"title": None}},
            "data.affected.items": good | {"data": good["data"] | {"affected": {"count": 1}}},
            "data.resolution": event(CASE, 2, "resolved", None), "is not <case_id>": good | {"id": 'a" OR b.1', "subject": 'a" OR b'},
        }
        for words, value in wrong.items():
            with self.subTest(words), self.assertRaisesRegex(BadEvent, words):
                parse_value(value if isinstance(value, bytes) else json.dumps(value).encode())


if __name__ == "__main__":
    unittest.main()
