"""Run and judge trials, decide comparisons, make claims. Knows nothing of who proposes."""
