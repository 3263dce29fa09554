"""Drive language models: one process for each session, supervised; the only package that imports Inspect."""
