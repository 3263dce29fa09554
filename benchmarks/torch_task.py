"""A torch task on the CPU: from a small training script with its own test to a decided run.

    python benchmarks/torch_task.py --venv FOLDER [--budget 6m] [--command]

FOLDER is a virtual environment of this Python that holds torch, numpy and pytest. The script looks at the accuracy, one
example at a time, every ten steps, and nobody uses what it sees. With --command the whole process is timed, its import
of torch included; without, the function alone, torch imported before the clock starts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = {
    "train.py": '''\
"""Train a small network on a toy problem."""
import argparse
import torch
from torch import nn

from data import batches


def accuracy(model, x, y):
    hits = 0
    for i in range(len(x)):
        hits += int(model(x[i : i + 1]).argmax(1).item() == y[i].item())
    return hits / len(x)


def train(seed, steps=120):
    torch.manual_seed(seed)
    x, y = batches(seed, 600)
    model = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 3))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    for step in range(steps):
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimiser.step()
        if step % 10 == 0:
            accuracy(model, x, y)
    return float(loss), accuracy(model, x, y)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    loss, hits = train(args.seed)
    print(f"loss {loss:.4f} accuracy {hits:.4f}")
''',
    "data.py": '''\
"""Toy data."""
import torch


def batches(seed, n):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 8, generator=generator)
    y = (x[:, 0] + x[:, 1] > 0).long() + (x[:, 2] > 0.5).long()
    return x, y
''',
    "tests/test_train.py": """\
from train import train
def test_it_learns():
    loss, hits = train(1, steps=60)
    assert hits > 0.8 and loss < 0.6
""",
}
INPUTS = "def inputs(seed):\n    return (seed % 2**31,)\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("--budget", default="6m")
    parser.add_argument("--command", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in FILES.items():
            (folder / "repo" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "repo" / path).write_text(content)
        (folder / "make_inputs.py").write_text(INPUTS)
        timed = ["--call", "train:train", "--inputs", "make_inputs.py", "--preload", "torch"]
        if args.command:
            timed = ["--time", "python train.py --seed {seed}"]
        made = [
            "task",
            "new",
            "torch-task",
            "--from",
            "repo",
            "--check",
            "pytest -q tests",
            "--venv",
            str(args.venv.resolve()),
        ]
        leadscrew = [sys.executable, "-m", "leadscrew"]
        if subprocess.run([*leadscrew, *made, *timed], cwd=folder, check=False).returncode:
            return 1
        return subprocess.run(
            [*leadscrew, "run", "./torch-task", "--budget", args.budget], cwd=folder, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
