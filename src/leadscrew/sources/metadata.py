"""What an installed program says of itself, for one that is not installed: its name, version and entry points.

`importlib.metadata.version(__name__)` in a package fails where the package was copied and not installed, and so do
plugins that are found by entry points.  Read from pyproject.toml, PKG-INFO and setup.cfg; nothing is run.
Not covered: a version that only a build knows; it is then 0.
"""

from __future__ import annotations

import configparser
import email
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from leadscrew.core.task import DISTRIBUTION

FOLDER = "leadscrew_metadata"
"""On the path of the program, beside its own files."""
ASKS = re.compile(rb"importlib[._]metadata|from importlib import metadata|pkg_resources")
OWN = re.compile(r"((src|lib|python)/)?[^/]+\.(egg|dist)-info/(PKG-INFO|METADATA)")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")


def metadata_of(files: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """The name of a distribution and the files that make it look installed.

    Neither, an empty name and no files, where the program carries such files, never asks for them, or says no name.
    """
    if any(OWN.fullmatch(path) for path in files) or not any(
        ASKS.search(content) for path, content in files.items() if path.endswith(".py")
    ):
        return "", {}
    project, setup = _project(files.get("pyproject.toml", b"")), _setup(files.get("setup.cfg", b""))
    built = email.message_from_bytes(files.get("PKG-INFO", b""))
    name = _first(DISTRIBUTION, project.get("name"), built["Name"], setup.get("metadata", "name", fallback=None))
    if not name:
        return "", {}
    version = _first(
        VERSION, project.get("version"), built["Version"], setup.get("metadata", "version", fallback=None), "0"
    )
    place = f"{FOLDER}/{name}.egg-info"
    told = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    made = {f"{place}/PKG-INFO": told.encode()}
    if points := _entry_points(project, setup):
        made[f"{place}/entry_points.txt"] = points.encode()
    return name, made


def _project(content: bytes) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return {}
    tool = tables.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    found = tables.get("project", poetry)
    return found if isinstance(found, dict) else {}


def _setup(content: bytes) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(content.decode())
    except (configparser.Error, ValueError):
        return configparser.ConfigParser()
    return parser


def _first(shape: re.Pattern[str], *known: object) -> str:
    """The first that is text of this shape; empty where none is."""
    return next((text for text in known if isinstance(text, str) and shape.fullmatch(text)), "")


def _entry_points(project: Mapping[str, Any], setup: configparser.ConfigParser) -> str:
    groups: dict[str, str] = {}
    if setup.has_section("options.entry_points"):
        groups |= {group: text.strip() for group, text in setup["options.entry_points"].items()}
    told = project.get("entry-points")
    for group, points in {
        **(told if isinstance(told, dict) else {}),
        "console_scripts": project.get("scripts"),
        "gui_scripts": project.get("gui-scripts"),
    }.items():
        if isinstance(points, dict):
            groups[group] = "\n".join(f"{name} = {value}" for name, value in points.items())
    return "\n".join(f"[{group}]\n{text}\n" for group, text in groups.items() if "]" not in group and text)
