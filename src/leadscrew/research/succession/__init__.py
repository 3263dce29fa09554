"""The lab's own researcher improves under the lab's own rules: generations of the rewriter's policy."""
