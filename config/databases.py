"""How the database is spoken to, whichever of the two it is."""

SQLITE = {
    "ENGINE": "core.backends.sqlite3",
    "OPTIONS": {
        # Every transaction takes the write lock at once: none dies half-way of a locked database.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,  # seconds: then “busy, try again”
        # To compile a statement is to compile the guards of its table: a page asks more than 128.
        "cached_statements": 500,
        # With recursive_triggers, INSERT OR REPLACE cannot slip past a guard on DELETE.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;"
            # What is erased is overwritten in the file too.
            " PRAGMA secure_delete=ON;"
        ),
    },
}
# Plans for disks without a head to move; no compiling, which takes longer than our queries do; room
# to sort and join what a report of a year goes through. Whoever waits for a row that is held, or
# asks too much, is told “busy, try again” before all threads wait too.
POSTGRESQL = (
    "-c random_page_cost=1.1 -c jit=off -c work_mem=32MB"
    " -c lock_timeout=5s -c statement_timeout=60s"
)


def as_served(database):
    """This database, as `DATABASE_URL` names it, with what Rebond needs of every connection.

    Options of PostgreSQL that the address says stand instead of ours.
    """
    database = database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        return database | SQLITE
    if database["ENGINE"].endswith("postgresql"):
        options = {"options": POSTGRESQL} | database.get("OPTIONS", {})
        return database | {"OPTIONS": options}
    return database
