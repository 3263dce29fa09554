"""The terminal's door: parse, call the library, render. Each command is imported only when it is used."""
