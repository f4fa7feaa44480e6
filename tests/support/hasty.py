"""The application with little patience, for tests of slow requests: seconds instead of minutes."""

import subprocess
import sys
from typing import Any

from tests.support.office import Office
from webapp import app
from webapp.web import slow_clients

slow_clients.READ_WITHIN = 2


def create_app() -> Any:
    return app.create_app()


class HastyOffice(Office):
    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "asgi",
                    "--factory",
                    "tests.support.hasty:create_app",
                ]
                + ["--host", "127.0.0.1", "--port", str(self.port), "--http1-header-read-timeout", "2000"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()
