"""`python -m toolspan` is `toolspan`."""

import sys

from toolspan.cli import main

if __name__ == "__main__":
    sys.exit(main())
