"""File storage in a bucket of an S3-compatible server; imported only if the settings name one.

Workers, backups and commands wait and retry. A page (`core.files.storage.budget`) tries once and
waits at most four seconds in all; after a failure, pages skip the bucket for ten seconds.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from http import HTTPStatus

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from core.caches.circuit_breaker import CircuitBreaker
from core.files import storage

# Many S3-compatible servers reject the checksums of the newest protocol.
COMMON = {
    "s3": {"addressing_style": "path"},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
FOR_JOBS = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2}, **COMMON)
FOR_PAGES = Config(
    connect_timeout=2,  # seconds
    read_timeout=storage.PAGE_SECONDS,
    retries={"total_max_attempts": 1},
    max_pool_connections=16,
    **COMMON,
)
WHOLE = TransferConfig(  # one request per file: a page accepts 10 MB at most
    use_threads=False, multipart_threshold=64 * 1024 * 1024, num_download_attempts=1
)
breaker = CircuitBreaker(seconds=10)
# Threads for the requests of pages: after four seconds a page continues without waiting for its
# thread.
requests = ThreadPoolExecutor(max_workers=16, thread_name_prefix="bucket")


class NotAnswering(BotoCoreError):
    fmt = "The bucket does not answer."


class BucketStorage(S3Storage):
    def __init__(self, **settings):
        super().__init__(**settings)
        page_client = {"client_config": FOR_PAGES, "transfer_config": WHOLE}
        self.of_pages = S3Storage(**settings | page_client)

    def get_default_settings(self):
        return super().get_default_settings() | {"client_config": FOR_JOBS}

    def _save(self, name, content):
        return self._ask(S3Storage._save, name, content)

    def delete(self, name):
        return self._ask(S3Storage.delete, name)

    def exists(self, name):
        return self._ask(S3Storage.exists, name)

    def _open(self, name, mode="rb"):
        """Open a file: a page downloads it in one request; a job uses the default method."""
        return (
            super()._open(name, mode) if storage.budget.get() is None else self._ask(_fetch, name)
        )

    def stream(self, name):
        """Stream the body of a large file from the bucket while it is sent."""
        return self._ask(lambda _pages: _body(self, name))

    def _ask(self, act, *args):
        """Return the result of a request, with the time limit of a page or the retries of a job."""
        page = storage.budget.get()
        if page is None:
            return act(self, *args)
        if page.left <= 0 or not breaker.allows():
            raise NotAnswering
        self.of_pages.bucket  # noqa: B018  (makes its client, which is no time of the bucket)
        try:
            with storage.spending(page):
                result = requests.submit(act, self.of_pages, *args).result(page.left)
        except (NotInTime, BotoCoreError, ClientError) as error:
            breaker.close() if _is_an_answer(error) else breaker.open()
            if isinstance(error, NotInTime):
                raise NotAnswering from error
            raise
        except FileNotFoundError:
            breaker.close()
            raise
        breaker.close()
        return result


def _fetch(place, name):
    return ContentFile(_body(place, name).read(), name=name)


def _body(place, name):
    """Return the content of a file as a stream; raise `FileNotFoundError` if it does not exist."""
    try:
        return place.bucket.Object(name).get()["Body"]
    except ClientError as error:
        if _status_of(error) == HTTPStatus.NOT_FOUND:
            raise FileNotFoundError(name) from error
        raise


def _status_of(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def _is_an_answer(error):
    """Whether the error is a refusal by the bucket (4xx), not a failure."""
    is_refusal = isinstance(error, ClientError)
    return is_refusal and _status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR
