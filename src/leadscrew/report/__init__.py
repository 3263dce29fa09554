"""A run as one page: what was tried, what was proven, how sure, at what cost, and how to do it again."""
