"""An S3 server in a process of its own, which may hang."""

import os
import signal
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.soak.site import free_port


class Bucket:
    """moto's server with one bucket, `copies`."""

    def __init__(self, log):
        self.port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        with log.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)
        self.url = f"s3+http://key:secret@127.0.0.1:{self.port}/copies?region=us-east-1"
        self.create("copies")

    def create(self, name):
        put = Request(f"http://127.0.0.1:{self.port}/{name}", method="PUT")
        put.add_header(
            "Authorization", "AWS4-HMAC-SHA256 Credential=key/20270101/us-east-1/s3/aws4"
        )
        for _attempt in range(300):
            try:
                with urlopen(put):  # noqa: S310  (our own server)
                    return
            except URLError:
                time.sleep(0.2)
        raise SystemExit("moto did not start.")

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def stop(self):
        self.resume()
        self.process.terminate()
        self.process.wait()
