"""File storage in a bucket of an S3-compatible server; imported only where settings name one."""

from botocore.config import Config
from storages.backends.s3 import S3Storage

# A page waits for no longer than this. Many servers refuse the checksums of the newest protocol.
CLIENT = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class BucketStorage(S3Storage):
    def get_default_settings(self):
        return super().get_default_settings() | {"client_config": CLIENT}
