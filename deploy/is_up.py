"""Health check of a container: whether Dagster's pages answer. Exit code 1 where they do not."""

import sys
import urllib.error
import urllib.request

try:
    with urllib.request.urlopen("http://127.0.0.1:3000/server_info", timeout=5) as answer:
        sys.exit(answer.status != 200)
except (urllib.error.URLError, TimeoutError) as error:
    sys.exit(f"no answer: {error}")
