"""A session's transcript as it is kept: complete as far as it came, and without keys.

python -m leadscrew.agents.transcript FILE         recovers FILE where its session was killed, and redacts it
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from inspect_ai.log import EvalLog, read_eval_log, recover_eval_log, write_eval_log

from leadscrew.agents.redact import redacted
from leadscrew.agents.spec import CLEAN, secrets_of


def finish(path: Path) -> None:
    """Rewrite the log in its place."""
    log = read_eval_log(str(path))
    if log.status == "started":
        with suppress(Exception):  # what was flushed before is kept in any case
            log = recover_eval_log(str(path), output=str(path.with_suffix(".recovered.eval")), overwrite=True)
        path.with_suffix(".recovered.eval").unlink(missing_ok=True)
    text = log.model_dump_json(exclude_none=True)
    clean = EvalLog.model_validate_json(redacted(text, secrets_of(os.environ)))
    clean.location = str(path)
    write_eval_log(clean, str(path), format="eval")
    path.with_suffix(CLEAN).touch()


if __name__ == "__main__":
    finish(Path(sys.argv[1]))
