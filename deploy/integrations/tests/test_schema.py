"""The events that these tests are made of are events by the schema, and so are those of `forewarn replay`."""

from __future__ import annotations

import random
import unittest

from . import builders
from .builders import case_id, event
from .schema import WITHOUT, checks_times, errors, jsonschema


@unittest.skipIf(jsonschema is None, WITHOUT)
class SchemaTests(unittest.TestCase):
    def test_events_by_hand_are_valid(self) -> None:
        for each in builders.stream(random.Random(3), 10):
            self.assertEqual([], errors(each))

    def test_the_schema_refuses_what_is_wrong(self) -> None:
        wrong = event(case_id(1), 2, "resolved")
        wrong["data"]["state"] = "open"
        self.assertNotEqual([], errors(wrong))

    def test_formats_are_looked_at(self) -> None:
        wrong = event(case_id(1), 1, "opened", opened_at="2026-13-45T10:00:00.000Z")
        if not checks_times():
            self.skipTest("python3-rfc3339-validator is not installed: times are checked by their pattern alone")
        self.assertNotEqual([], errors(wrong))

    def test_members_of_later_minor_versions_are_allowed(self) -> None:
        later = event(case_id(1), 2, "updated", change={"refresh": False, "severity_before": None, "items_added": [], "items_removed": [], "note": "x"}, links=[])
        self.assertEqual([], errors(later | {"dataschema": "urn:forewarn:case-event:1.1"}))


if __name__ == "__main__":
    unittest.main()
