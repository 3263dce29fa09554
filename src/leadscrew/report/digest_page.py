"""A digest as one HTML file that refers to nothing outside itself, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from leadscrew.report import digest_words as say
from leadscrew.report import palette, words
from leadscrew.report.digest_parts import Digest, RunLine
from leadscrew.report.page import check_libraries

NEEDED = ("jinja2",)
MARKED = re.compile(r"[\\`*{}\[\]<>|~&@^]|(?<!\w)_|_(?!\w)|:(?=[^\s\d])|#(?!\d)|\$(?!\d)|(?<=www)\.", re.IGNORECASE)
"""What may mean something to a reader of Markdown where it stands: it is written as an entity, which never does."""


def html_of(digest: Digest, lab_option: str = "") -> str:
    """The page.  lab_option: what names the lab in its commands.  Raises MachineError without the library for it."""
    check_libraries(NEEDED)
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("leadscrew.report").joinpath("digest.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(d=digest, say=say, w=words, palette=palette, lab=lab_option)


def markdown_of(digest: Digest, lab_option: str = "") -> str:
    """The page as Markdown.  Foreign words stand in code spans, or with all that Markdown reads as entities."""
    blocks = [f"# {escaped(say.headline(digest))}", escaped(f"{digest.since} to {digest.until}")]
    for title, lines in (
        ("Waiting for you", _waiting(digest, lab_option)),
        ("Runs", _runs(digest)),
        ("What moves paid", _moves(digest)),
        ("Believed", (f"- {escaped(belief)}" for belief in say.beliefs(digest))),
        ("Dead ends", _dead_ends(digest)),
        ("Where the time went", _phases(digest)),
    ):
        if shown := "\n".join(lines):
            blocks += [f"## {title}", shown]
    if digest.run_count:
        blocks += ["## Cost", f"{escaped(say.cost(digest))}."]
        blocks += [escaped(told) for told in (say.tampering(digest), say.counted(digest)) if told]
    footer = f"{say.record(digest)}; made {digest.made}"
    blocks += ["---", f"{escaped(footer)}. Check it with: {code(f'leadscrew verify{lab_option}')}"]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, in a table too."""
    return MARKED.sub(lambda found: f"&#{ord(found[0])};", text)


def code(text: str) -> str:
    """A code span: not for tables, where a stroke would end the cell."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    room = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{room}{text}{room}{fence}" if text else ""


def _waiting(digest: Digest, lab_option: str) -> Iterator[str]:
    for item in digest.waiting:
        yield f"- {escaped(item.text)}: {code(item.command + lab_option)}"


def _runs(digest: Digest) -> Iterator[str]:
    for line in digest.runs:
        yield f"- **{escaped(line.run)}** {escaped(f'{line.task}: {say.standing(line)}')}"
        yield from (f"  - {part}" for part in _run(line))
    if digest.unlisted:
        yield f"- {digest.unlisted:,} more"


def _run(line: RunLine) -> Iterator[str]:
    result = escaped(say.result(line))
    yield f"**{result}**" if line.claim else result
    yield from map(escaped, say.failures(line))
    yield escaped(say.tried(line))
    before, hypothesis = say.belief(line)
    if hypothesis:
        yield f"{escaped(before)}{code(hypothesis)}"


def _moves(digest: Digest) -> Iterator[str]:
    if digest.moves:
        yield "| family | tried | passed | better | wrong | crashed | of the gain | time |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for family in digest.moves:
        counts = (family.tried, family.passed, family.better, family.wrong, family.crashed)
        cells = (*(f"{count:,}" for count in counts), say.share(family.gain), words.duration(family.spent_s))
        yield f"| {escaped(family.name)} | {' | '.join(cells)} |"


def _dead_ends(digest: Digest) -> Iterator[str]:
    for name, cost in say.dead_ends(digest):
        yield f"- {escaped(name)}: {cost}"
    for held in digest.never_held:
        yield f"- never better: {code(held.hypothesis)}, {say.never_held(held)}"
    for found in digest.refuted:
        yield f"- refuted: {escaped(say.finding(found))}"


def _phases(digest: Digest) -> Iterator[str]:
    for phase in digest.phases:
        yield f"- {escaped(phase.name)}: {say.share(phase.share)}, {words.duration(phase.seconds)}"
    if digest.phases:
        yield f"- {escaped(say.bottleneck(digest))}"
