"""Asks the server in this container whether it is ready; the exit code is the answer."""

import os
import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

ADDRESS = "http://127.0.0.1:8000/-/health/ready"

try:
    # The site answers only to its own names; the container's own address is not one of them.
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    sys.exit(urlopen(Request(ADDRESS, headers={"Host": name}), timeout=4).status != 200)
except (URLError, OSError) as error:
    sys.exit(str(error))
