"""A person as the researcher: one change, measured and claimed by the same rules as any other."""

from __future__ import annotations

from collections.abc import Mapping

from leadscrew.core.experiment import Verdict
from leadscrew.errors import ChangeError
from leadscrew.research.desk import Closed, Desk


class ByHand:
    """Submits one change and leaves."""

    def __init__(self, change: Mapping[str, bytes | None], hypothesis: str) -> None:
        self.change, self.hypothesis = change, hypothesis

    async def research(self, desk: Desk) -> None:
        """Submit the change; raises ChangeError where the task does not allow it."""
        if not self.change or desk.experiments:
            return
        try:
            experiment = await desk.submit(self.change, self.hypothesis, author="person", move="by hand", base=0)
        except Closed:
            return
        if experiment.verdict is Verdict.REFUSED and experiment.decision is not None:
            raise ChangeError(experiment.decision.reason)
