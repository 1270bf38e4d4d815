"""The state file: what was told to which ticket. It saves look-ups; losing it makes no second ticket."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .systems import Ticket

# A case is forgotten by Kafka seven days after its end; nothing older can come again unless offsets are reset.
KEPT = timedelta(days=30)


class UnusableProgress(Exception):
    pass


class Progress:
    def __init__(self, path: Path | None = None):
        self._path = path
        self._marks: dict[str, dict[str, Any]] = {}
        self._newest = ""
        if path is not None and path.exists():
            try:
                stored = json.loads(path.read_text())
                self._marks = {str(key): dict(mark) for key, mark in stored["marks"].items()}
                for key in self._marks:
                    self.ticket(*key.split(" ", 1))
                self._newest = max((mark["time"] for mark in self._marks.values()), default="")
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                raise UnusableProgress(
                    f"state file {path}: {error!r}; take it away, tickets are found by their keys") from None

    def ticket(self, system: str, case_id: str) -> Ticket | None:
        mark = self._marks.get(f"{system} {case_id}")
        return Ticket(**mark["ticket"]) if mark and mark["ticket"] else None

    def is_creating(self, system: str, case_id: str) -> bool:
        mark = self._marks.get(f"{system} {case_id}")
        return mark is not None and mark["ticket"] is None

    def put(self, system: str, case_id: str, ticket: Ticket | None, time: str) -> None:
        """No ticket: one is about to be made."""
        self._marks[f"{system} {case_id}"] = {"ticket": asdict(ticket) if ticket else None, "time": time}
        if time > self._newest:
            if time[:10] != self._newest[:10]:
                self._forget(time)
            self._newest = time
        self._save()

    def _forget(self, now: str) -> None:
        try:
            before = (datetime.fromisoformat(now[:19]) - KEPT).isoformat()
        except ValueError:
            return
        self._marks = {
            key: mark for key, mark in self._marks.items()
            if mark["time"] >= before or not mark["ticket"] or mark["ticket"]["told"] == "open"
        }

    def _save(self) -> None:
        if self._path is None:
            return
        new = self._path.with_name(self._path.name + ".new")
        with open(new, "w") as file:
            json.dump({"version": 1, "marks": self._marks}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._path)
