"""What differs from one company to the next: tables with defaults, and a JSON file that overrides them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class BadSettings(ValueError):
    pass


@dataclass(frozen=True)
class ServiceNowSettings:
    table: str = "sn_customerservice_case"
    # The value for each of Forewarn's priorities 1 to 5.
    priorities: list[str] = field(default_factory=lambda: ["1", "2", "3", "4", "4"])
    # Choice values of resolution_code; those of your instance.
    resolution_codes: dict[str, str] = field(
        default_factory=lambda: {"solved": "solved_permanently", "withdrawn": "no_longer_watched"})
    # Set on every new case.
    fields: dict[str, Any] = field(default_factory=lambda: {"proactive": "true", "contact_type": "event"})


@dataclass(frozen=True)
class JiraSettings:
    project: str = ""
    issue_type: str = "[System] Incident"
    priorities: list[str] = field(default_factory=lambda: ["Highest", "High", "Medium", "Low", "Lowest"])
    open_status: str = "Waiting for support"
    solved_status: str = "Resolved"
    # Where an end waits that a person must judge.
    ask_status: str = "Waiting for support"
    resolutions: dict[str, str] = field(default_factory=lambda: {"solved": "Done", "withdrawn": "Won't Do"})
    search_lag_seconds: float = 10
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PagerDutySettings:
    severities: list[str] = field(default_factory=lambda: ["critical", "error", "warning", "info", "info"])


@dataclass(frozen=True)
class Settings:
    servicenow: ServiceNowSettings = ServiceNowSettings()
    jira: JiraSettings = JiraSettings()
    pagerduty: PagerDutySettings = PagerDutySettings()


def load(path: Path | None) -> Settings:
    if path is None:
        return Settings()
    try:
        given = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise BadSettings(f"settings {path}: {error}") from None
    if not isinstance(given, dict):
        raise BadSettings(f"settings {path}: not an object")
    parts = {}
    known = {each.name: type(each.default) for each in fields(Settings)}
    for name, values in given.items():
        if name not in known:
            raise BadSettings(f"settings {path}: {name} is unknown; there are {', '.join(known)}")
        parts[name] = _part(path, name, known[name], values)
    return Settings(**parts)


def _part(path: Path, name: str, kind: type, values: Any) -> Any:
    if not isinstance(values, dict):
        raise BadSettings(f"settings {path}: {name} is not an object")
    defaults = kind()
    for key, value in values.items():
        if not hasattr(defaults, key):
            raise BadSettings(f"settings {path}: {name}.{key} is unknown; there are {', '.join(f.name for f in fields(kind))}")
        default = getattr(defaults, key)
        if not isinstance(value, (int, float) if isinstance(default, (int, float)) else type(default)):
            raise BadSettings(f"settings {path}: {name}.{key} must be as {default!r} is")
        if isinstance(default, list) and (len(value) != 5 or not all(isinstance(each, str) for each in value)):
            raise BadSettings(f"settings {path}: {name}.{key} needs five words, for the priorities 1 to 5")
        if key in ("resolution_codes", "resolutions") and set(value) != set(default):
            raise BadSettings(f"settings {path}: {name}.{key} needs exactly {', '.join(default)}")
    return kind(**values)
