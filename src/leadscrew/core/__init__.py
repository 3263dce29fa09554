"""The nouns of the lab and their rules; pure."""
