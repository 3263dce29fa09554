"""Facts and artefacts on disk. The only package that opens a database."""
