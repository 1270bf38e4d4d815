"""Case events by hand: small, and valid by the schema."""

from __future__ import annotations

import json
import random
from typing import Any


def event(
    case: str, sequence: int, change: str, /, resolution: str | None = "recovered", priority: int = 2, title: str = "", **members: Any,
) -> dict[str, Any]:
    at = f"2026-11-23T{10 + sequence // 60 % 12:02}:{sequence % 60:02}:00.000Z"
    is_over = change == "resolved"
    data = {
        "case_id": case, "sequence": sequence, "state": "resolved" if is_over else "open", "kind": "performance",
        "previous_case_id": None, "instance": "acme-prod", "title": title or f"acme-prod: incident.list is slow, {sequence}",
        "summary": f"Told as {change} by event {sequence}.", "severity": "major", "priority": priority,
        "priority_reasons": ["severity major: 2"], "impact": 1, "urgency": 2, "risk": 0.8, "confidence": "medium",
        "opened_at": "2026-11-23T10:00:00.000Z", "updated_at": at, "resolved_at": at if is_over else None,
        "resolution": resolution if is_over else None, "models": ["top-transaction-trending"],
        "reasons": [{"code": "latency_anomaly", "model": "top-transaction-trending", "text": "It is slow.", "score": 4.1}],
        "customer": {"accounts": [{"id": "ACC-1001", "name": "Acme"}], "tier": "platinum", "environment": "prod"},
        "affected": {"count": 2, "items": [_item("IBI-3001", "app-acme-prod-01"), _item(None, "cache-7")]},
        "major_case": {"proposed": False, "accounts": 1, "threshold": 2},
        "evidence": {
            "window": {"start": at, "end": at}, "series": [], "alerts": [], "trend": None,
            "inputs": [{"topic": "transactions", "partition": 0, "from": 1, "to": 2}]},
        "action": {
            "text": "Look.", "runbook": None, "owner": "perf-support", "respond_within": "PT4H", "respond_by": "2026-11-23T14:00:00.000Z"},
        "known_error": None, "ticket": None, "completeness": {"score": 1, "missing": []}, **members,
    }
    return {
        "specversion": "1.0", "id": f"{case}.{sequence}", "source": "/forewarn/test", "type": f"dev.forewarn.case.{change}.v1",
        "time": at, "subject": case, "datacontenttype": "application/json", "dataschema": "urn:forewarn:case-event:1.0", "data": data,
    }


def _item(item: str | None, ci: str) -> dict[str, Any]:
    return {"install_base_item": item, "ci": ci, "sold_product": "SP-1", "account": "ACC-1001", "health": "major"}


def reduced(case: str, sequence: int, change: str) -> dict[str, Any]:
    """As version 1.0 writes what Kafka refused for good: without the members that the schema requires."""
    whole = event(case, sequence, change)
    return whole | {"data": {"reduced": True, "note": "too large"}}


def case_id(number: int) -> str:
    return f"fw-{number:032x}"


def stream(random: random.Random, cases: int, longest: int = 9) -> list[dict[str, Any]]:
    """Whole chains of several cases, mixed as a topic mixes them, each in its own order."""
    chains = []
    for number in range(cases):
        chain, is_open = [event(case_id(number), 1, "opened", priority=random.randint(1, 4))], True
        for sequence in range(2, random.randint(2, longest)):
            change = random.choice(["updated", "escalated", "resolved", "resolved"]) if is_open else "reopened"
            is_open = change != "resolved"
            resolution = random.choice(["recovered", "expired", "new_normal", "rule_removed", "a_later_word"])
            items = random.sample([f"IBI-30{n:02}" for n in range(1, 13)], random.randint(0, 3))
            affected = {"count": len(items), "items": [_item(each, f"ci-{each}") for each in items]}
            chain.append(event(case_id(number), sequence, change, resolution, random.randint(1, 4), affected=affected))
        chains.append(chain)
    mixed = []
    while chains:
        chain = random.choice(chains)
        mixed.append(chain.pop(0))
        chains = [each for each in chains if each]
    return mixed


def repeated(events: list[dict[str, Any]], random: random.Random, loss: float = 0) -> list[dict[str, Any]]:
    """With repeats that come at any later time, and events lost, of each case never the last one."""
    last = {each["subject"]: each["id"] for each in events}
    result: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    for each in events:
        if each["id"] == last[each["subject"]] or random.random() >= loss:
            result.append(each)
            seen.append(each)
        while seen and random.random() < 0.3:
            result.append(random.choice(seen))
    return result


def lines(events: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(each) + "\n" for each in events)
