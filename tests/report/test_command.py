"""The command `leadscrew report`."""

from __future__ import annotations

import sys

import pytest

from leadscrew.cli.main import run

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_page_and_its_picture_lie_side_by_side(claimed, tmp_path, monkeypatch, capsys):
    pytest.importorskip("vl_convert")
    folder = claimed().folder
    monkeypatch.chdir(tmp_path)
    assert run(["report", "--lab", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out == "lab-r1-report.html\nlab-r1-report.png\n"
    assert f"leadscrew apply r1 --patch --lab {folder}" in err
    assert str(tmp_path) not in (tmp_path / "lab-r1-report.html").read_text()
    assert (tmp_path / "lab-r1-report.png").read_bytes().startswith(PNG)


def test_a_name_that_is_no_page_is_refused(claimed, tmp_path, capsys):
    assert run(["report", "--out", str(tmp_path / "x.png"), "--lab", str(claimed().folder)]) == 2
    assert "expected a name that ends in .html" in capsys.readouterr().err


def test_an_unknown_run_is_refused(claimed, capsys):
    pytest.importorskip("vl_convert")
    assert run(["report", "r9", "--lab", str(claimed().folder)]) == 2
    assert "'r9' is not in lab" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(claimed, tmp_path, capsys):
    pytest.importorskip("vl_convert")
    out = tmp_path / "none" / "x.html"
    assert run(["report", "--out", str(out), "--lab", str(claimed().folder)]) == 4
    assert "cannot be written" in capsys.readouterr().err


def test_a_missing_library_is_named_with_the_command_that_installs_it(claimed, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert run(["report", "--lab", str(claimed().folder)]) == 4
    assert "pip install 'leadscrew[report]'" in capsys.readouterr().err
