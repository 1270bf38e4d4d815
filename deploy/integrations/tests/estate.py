"""A seeded estate: eighty customers, and what happens to them in two days and a half. The same seed gives the same bytes."""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TextIO

MINUTES = 60 * 60
BASE = datetime(2026, 11, 23, tzinfo=timezone.utc)
CUSTOMERS = 80
# Of these the requests are known too.
USED = 14
SLOW_FOR_GOOD = 1_500
# One instance of so many accounts and items that an event cannot name them all.
VAST = "vast-prod"
VAST_ACCOUNTS, VAST_ITEMS = 230, 140
LONG = "with a name that goes on and on "

PROBLEMS = [
    ("disk_full", "capacity"), ("replication_lag", "database"), ("link_down", "network"), ("queue_stuck", "application"),
    ("cert_expired", "other"), ("raid_degraded", "capacity"), ("deadlocks", "database"), ("bgp_flap", "network"),
]

CONFIGURATION = """version: 1
kafka: {bootstrap.servers: "localhost:9092"}
topics:
  - {name: alerts, kind: alerts}
  - {name: transactions, kind: transactions}
state: {path: state}
customers: {file: customers.yaml}
cases: {adapt_after_hours: 12}
links:
  - {rel: runbook, title: What to do, href: "https://wiki.example.com/run/{subject}?kind={kind}"}
  - {rel: dashboard, title: The hour before, href: "https://grafana.example.com/d/x?var-i={instance}&from={from_ms}&to={to_ms}"}
"""


def write(folder: Path, seed: int = 9) -> list[str]:
    """Writes configuration, customers and input. Answers the arguments of `forewarn` in that folder."""
    (folder / "forewarn.yaml").write_text(CONFIGURATION)
    (folder / "customers.yaml").write_text(json.dumps(_customers(), ensure_ascii=False))
    with open(folder / "alerts.jsonl", "w") as alerts, open(folder / "transactions.jsonl", "w") as transactions:
        lines = _alerts(random.Random(seed))
        for minute, members in sorted(lines, key=lambda each: each[0]):
            _line(alerts, minute, 5, members)
        _transactions(random.Random(seed + 1), transactions)
    return ["replay", "--config", "forewarn.yaml", "--now", "2026-12-01T00:00:00Z", "alerts.jsonl", "transactions.jsonl"]


def items() -> list[str]:
    return [each["id"] for each in _customers()["install_base"]]


def accounts() -> list[str]:
    return [each["id"] for each in _customers()["accounts"]]


def _line(file: TextIO, minute: int, second: int, members: dict[str, Any]) -> None:
    file.write(json.dumps({"time": (BASE + timedelta(minutes=minute, seconds=second)).isoformat(), **members}, ensure_ascii=False) + "\n")


def _instance(number: int) -> str:
    return f"c{number:02}-{'test' if number % 10 == 9 else 'prod'}"


def _customers() -> dict[str, Any]:
    """JSON is YAML."""
    model: dict[str, Any] = {"version": 1, "accounts": [], "instances": [], "sold_products": [], "install_base": []}
    for n in range(CUSTOMERS):
        model["accounts"].append({"id": f"A{n:02}", "name": f"Company{n:02} Größe & Söhne", "language": "de" if n % 3 == 1 else "en"})
        offering = ["platinum", "gold", "silver"][n % 3]
        model["sold_products"].append({"id": f"P{n:02}", "product": ["Service Cloud", "Commerce „Plus“"][n % 2], "account": f"A{n:02}", "offering": offering})
        # The last ones are not in the model.
        if n >= CUSTOMERS - 4:
            continue
        model["instances"].append({"id": _instance(n), "environment": _instance(n)[4:], "accounts": [f"A{n:02}"], "owner": "perf-support"})
        model["install_base"].append({"id": f"I{n:02}", "ci": f"app-{n:02}", "instance": _instance(n), "sold_product": f"P{n:02}"})
        if n % 2 == 0:
            model["install_base"].append({"id": f"S{n:02}", "ci": f"db-shared-{n // 8}", "instance": _instance(n), "sold_product": f"P{n:02}"})
    model["instances"].append({"id": "hub-prod", "environment": "prod", "accounts": ["A00", "A01"]})
    vast = [{"id": f"V{n:03}", "name": f"Vast {n:03} {LONG * 12}"} for n in range(VAST_ACCOUNTS)]
    model["accounts"] += vast
    model["instances"].append({"id": VAST, "environment": "prod", "accounts": [each["id"] for each in vast]})
    model["sold_products"].append({"id": "PV", "product": f"Platform {LONG * 3}", "account": "V000", "offering": "gold"})
    for n in range(VAST_ITEMS):
        model["install_base"].append({"id": f"VI{n:03}", "ci": f"vast-{n:03}-{LONG.replace(' ', '-')}", "instance": VAST, "sold_product": "PV"})
    return model


def _alerts(chance: random.Random) -> list[tuple[int, dict[str, Any]]]:
    lines: list[tuple[int, dict[str, Any]]] = []
    whose = [_instance(n) for n in range(CUSTOMERS)] + ["hub-prod", VAST]
    for number, instance in enumerate(whose):
        minute = 130 + chance.randrange(200)
        # Of one, nothing but its response times is left in the end.
        is_left_alone = number == USED - 1
        while minute < (SLOW_FOR_GOOD - 200 if is_left_alone else MINUTES - 200):
            name, domain = chance.choice(PROBLEMS)
            length = chance.choice([1, 4, 12, 40])
            members = {
                "instance": instance, "alert": name, "domain": domain, "severity": "critical", "fingerprint": f"{name}-{minute}",
                "summary": chance.choice(["it is bad", "98 % of /var", f"seen by Company{chance.randrange(CUSTOMERS):02} Größe & Söhne", "\"quoted\" \\ é"])}
            if number < CUSTOMERS - 4 and chance.random() < 0.6:
                members["ci"] = f"APP-{number:02}.example.com" if chance.random() < 0.5 else f"app-{number:02}"
            times = 4 if chance.random() < 0.1 else 1
            for again in range(times):
                begins = minute + again * (length + 18)
                lines.append((begins, members | {"status": "firing"}))
                if chance.random() < 0.3:
                    lines.append((begins, members | {"status": "firing"}))
                # Some are never heard of again.
                if chance.random() < 0.96 or is_left_alone:
                    lines.append((begins + length, members | {"status": "resolved"}))
            minute += times * (length + 18) + chance.randrange(90, 240)
    for shared in range(8):
        for _ in range(3):
            minute = 200 + chance.randrange(MINUTES - 500)
            members = {"ci": f"db-shared-{shared}", "alert": "storage_slow", "domain": "database", "severity": "critical", "fingerprint": f"s{minute}"}
            lines += [(minute, members | {"status": "firing"}), (minute + 45, members | {"status": "resolved"})]
    for burst in range(12):
        start = 1_600 + chance.randrange(1_500)
        lines += [
            (start + each // 15, {"instance": _instance(burst), "alert": f"timeouts_{burst % 3}", "domain": "application", "severity": "major"})
            for each in range(150)]
    return lines


def _transactions(chance: random.Random, file: TextIO) -> None:
    """Slower, with errors, unused, growing slower, and slower for good, each for some instances."""
    def stretches(length: int, count: int) -> list[range]:
        return [range(start, start + length) for start in (300 + chance.randrange(MINUTES - 500) for _ in range(count))]

    slow = {n: stretches(50, 4) for n in range(USED)}
    failing = {n: stretches(25, 2) for n in range(0, USED, 3)}
    unused = {n: stretches(60, 2) for n in range(1, USED, 3)}
    growing = {n: stretches(80, 1) for n in range(2, USED, 3)}
    for minute in range(MINUTES):
        for n in range(USED):
            if any(minute in each for each in unused.get(n, [])):
                continue
            factor = 3.0 if any(minute in each for each in slow[n]) else 1.0
            for each in growing.get(n, []):
                if minute in each:
                    factor = 1 + 0.02 * (minute - each.start)
            if n == USED - 1 and minute >= SLOW_FOR_GOOD:
                factor = 2.0
            fails = any(minute in each for each in failing.get(n, []))
            for name, millis, count in (("incident.list", 400, 120), ("case.open", 620, 60)):
                event = {"instance": _instance(n), "transaction": name, "duration_ms": round(millis * factor * chance.uniform(0.97, 1.03), 1)}
                _line(file, minute, 30, event | {"count": count - (30 if fails else 0)})
                if fails:
                    _line(file, minute, 30, event | {"count": 30, "error": True})


if __name__ == "__main__":
    # python3 estate.py FOLDER
    write(Path(sys.argv[1]))
