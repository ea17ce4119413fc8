"""Storage of files, in a folder or in a bucket of an S3-compatible server."""

from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}


def storage_at(address):
    """Return the storage for `s3://KEY:SECRET@HOST/BUCKET?region=REGION` or a folder."""
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES:
        return {"BACKEND": "core.files.storage.FlushedStorage", "OPTIONS": {"location": address}}
    options = {
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
    }
    return {"BACKEND": "core.files.bucket.BucketStorage", "OPTIONS": options}
