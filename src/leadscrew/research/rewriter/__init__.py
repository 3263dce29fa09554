"""The built-in researcher: general moves on Python source, chosen by what has paid so far. No model, no key."""
