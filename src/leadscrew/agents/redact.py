"""Keys never reach a transcript that is kept: known values, and what has the form of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMS = re.compile(
    r"sk-(?:ant-|proj-|or-v1-)?[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|AKIA[0-9A-Z]{16}|"
    r"AIza[0-9A-Za-z_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{30,}|glpat-[\w-]{20}|"
    r"(?<=Bearer )[A-Za-z0-9._~+/-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]{20,}-----END [A-Z ]*PRIVATE KEY-----"
)
REDACTED = "[redacted key]"


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, plain or as JSON writes them, and without what looks like a key."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        for form in {secret, secret.replace("\\", "\\\\").replace('"', '\\"')}:
            text = text.replace(form, REDACTED)
    return FORMS.sub(REDACTED, text)
