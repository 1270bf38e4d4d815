"""What a real validator of JSON Schema says of case events: `python3 schema.py FILE…`, JSON lines. Exit codes as `forewarn` has them."""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import Any

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = Path(__file__).parents[2] / "contracts" / "case-event.v1.schema.json"
WITHOUT = "python3-jsonschema is not installed: apt-get install python3-jsonschema"


@functools.cache
def _validator() -> Any:
    schema = json.loads(SCHEMA.read_text())
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def errors(value: object) -> list[str]:
    return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in _validator().iter_errors(value)]


def checks_times() -> bool:
    """Without rfc3339-validator a time is checked by its pattern alone."""
    return "date-time" in jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers


def main(files: list[str]) -> int:
    if jsonschema is None:
        print(WITHOUT, file=sys.stderr)
        return 69
    events = wrong = 0
    for name in files:
        for number, line in enumerate(open(name), 1):
            events += 1
            found = errors(json.loads(line))
            wrong += bool(found)
            for each in found:
                print(f"{name}:{number}: {each}", file=sys.stderr)
    print(f"{events} events, {wrong} invalid")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
