"""Where a run puts what happened: on the record first, then before the eyes of whoever watches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leadscrew.store.lab import Lab

Listener = Callable[[str, Mapping[str, Any]], None]


class Journal:
    """Facts of one run: appended, stamped with the time spent, then told to whoever watches."""

    def __init__(self, lab: Lab, run: str, spent: Callable[[], float], listeners: Sequence[Listener]) -> None:
        self._lab, self._run, self._spent, self._listeners = lab, run, spent, listeners
        self._held: list[tuple[str, Mapping[str, Any]]] = []
        self._mutex = threading.RLock()

    def record(self, kind: str, body: Mapping[str, Any], *, later: bool = False, artefact: bytes | None = None) -> None:
        """Append a fact, with the content that it names; it is on disk when this returns.

        later: it is before the next one is.
        """
        if artefact is not None:
            self.record_all([(kind, body)], artefacts=[artefact])
        elif later:
            with self._mutex:
                self._held.append((kind, body))
        else:
            self.record_all([(kind, body)])

    def tell(self, kind: str, body: Mapping[str, Any]) -> None:
        """Tell whoever watches, and nobody else."""
        for listener in self._listeners:
            listener(kind, body)

    def record_all(self, entries: Sequence[tuple[str, Mapping[str, Any]]], *, artefacts: Sequence[bytes] = ()) -> None:
        """Append several facts at once, with the artefacts that they name."""
        with self._mutex:
            entries, self._held = [*self._held, *entries], []
            spent_s = round(self._spent(), 3)
            stamped = [(kind, {**body, "spent_s": spent_s}) for kind, body in entries]
            self._lab.append_all(stamped, run=self._run, artefacts=artefacts)
            for kind, body in stamped:
                for listener in self._listeners:
                    listener(kind, body)
