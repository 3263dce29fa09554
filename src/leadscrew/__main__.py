"""`python -m leadscrew` is the command `leadscrew`."""

from leadscrew.cli.main import main

if __name__ == "__main__":
    main()
