"""What runs inside a box: standard library only, mounted alone, imported by nothing else but the codec."""
