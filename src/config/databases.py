"""Connection options of SQLite and PostgreSQL."""

SQLITE = {
    "ENGINE": "core.backends.sqlite3",
    "OPTIONS": {
        # Every transaction takes the write lock at its start, so none fails half-way on a locked
        # database.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,  # seconds until “busy, try again”; later requests wait less
        # Compiling a statement also compiles the guards of its table, and a page has over 128
        # statements.
        "cached_statements": 500,
        # With recursive_triggers, INSERT OR REPLACE cannot bypass a guard on DELETE.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
            # Erased data is also overwritten in the file.
            " PRAGMA secure_delete=ON;"
        ),
    },
}
# Plan for SSDs; no JIT, which takes longer than our queries; memory to sort and join for a report
# over a year. With 5,000 devices on PostgreSQL 15 none of the three changes a list (2 ms) or a
# report (38 to 53 ms) by more than their variance. A query that waits for a row lock or runs too
# long fails with “busy, try again” before it blocks all threads.
POSTGRESQL = (
    "-c random_page_cost=1.1 -c jit=off -c work_mem=32MB"
    " -c lock_timeout=5s -c statement_timeout=60s"
)


def as_served(database):
    """Return the database of `DATABASE_URL` with the options that every connection requires.

    PostgreSQL options in the URL override ours.
    """
    database = database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        return database | SQLITE
    if database["ENGINE"].endswith("postgresql"):
        options = {"options": POSTGRESQL} | database.get("OPTIONS", {})
        return database | {"ENGINE": "core.backends.postgresql", "OPTIONS": options}
    return database
