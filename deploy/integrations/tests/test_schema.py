"""The events that these tests are made of are events by the schema, and so are those of `forewarn replay`."""

from __future__ import annotations

import json
import random
import unittest
from pathlib import Path

from . import builders
from .builders import case_id, event

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = Path(__file__).parents[2] / "contracts" / "case-event.v1.schema.json"
WITHOUT = "python3-jsonschema is not installed: apt-get install python3-jsonschema"


def errors(value: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in validator.iter_errors(value)]


@unittest.skipIf(jsonschema is None, WITHOUT)
class SchemaTests(unittest.TestCase):
    def test_events_by_hand_are_valid(self) -> None:
        for each in builders.stream(random.Random(3), 10):
            self.assertEqual([], errors(each))

    def test_the_schema_refuses_what_is_wrong(self) -> None:
        wrong = event(case_id(1), 2, "resolved")
        wrong["data"]["state"] = "open"
        self.assertNotEqual([], errors(wrong))

    def test_members_of_later_minor_versions_are_allowed(self) -> None:
        later = event(case_id(1), 2, "updated", change={"refresh": False, "severity_before": None, "items_added": [], "items_removed": [], "note": "x"}, links=[])
        self.assertEqual([], errors(later | {"dataschema": "urn:forewarn:case-event:1.1"}))


if __name__ == "__main__":
    unittest.main()
