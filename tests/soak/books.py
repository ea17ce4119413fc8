"""The books that must balance every night, as SQL that returns the rows that do not."""

from contextlib import closing
from datetime import timedelta

BOOKS = {
    "each device that is out has exactly one open item, and no other has one": """
        SELECT d.id, d.status, count(i.id) FROM inventory_device d
        LEFT JOIN loans_loanitem i ON i.device_id = d.id AND i.status IN ('reserved', 'open')
        GROUP BY d.id, d.status
        HAVING count(i.id) <> (d.status IN ('reserved', 'on_loan', 'given'))
            AND NOT (d.status = 'given' AND count(i.id) = 0)
    """,
    "a reserved device has a reserved item, a lent one an open item": """
        SELECT d.id, d.status, i.status FROM inventory_device d
        JOIN loans_loanitem i ON i.device_id = d.id AND i.status IN ('reserved', 'open')
        WHERE (d.status = 'reserved') <> (i.status = 'reserved')
    """,
    "an active loan has an open item, and a closed loan none": """
        SELECT l.id, l.status, sum(coalesce(i.status = 'open', 0)) AS open_items FROM loans_loan l
        LEFT JOIN loans_loanitem i ON i.loan_id = l.id GROUP BY l.id, l.status
        HAVING (l.status = 'active' AND open_items = 0 AND l.kind = 'loan')
            OR (l.status IN ('closed', 'cancelled') AND l.kind = 'loan' AND open_items > 0)
    """,
    "an active loan has a signed agreement": """
        SELECT l.id FROM loans_loan l WHERE l.status = 'active' AND l.taken_over_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM loans_agreement a WHERE a.loan_id = l.id AND a.status = 'signed'
        )
    """,
    "a loan has at most one signed agreement": """
        SELECT loan_id, count(*) FROM loans_agreement WHERE status = 'signed'
        GROUP BY loan_id HAVING count(*) > 1
    """,
    "a ready, reserved or lent device has every present disk erased with success": """
        SELECT d.id, d.status, m.id FROM inventory_device d
        JOIN inventory_medium m ON m.device_id = d.id AND m.status = 'present'
        WHERE d.status IN ('ready', 'reserved', 'on_loan') AND d.taken_over_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM inventory_erasure e WHERE e.medium_id = m.id AND e.result = 'passed'
        )
    """,
    "the stock of each accessory is the sum of its movements": """
        SELECT s.id, s.quantity, coalesce(sum(m.change), 0) FROM inventory_accessorystock s
        LEFT JOIN inventory_accessorymovement m ON m.stock_id = s.id
        GROUP BY s.id, s.quantity HAVING s.quantity <> coalesce(sum(m.change), 0)
    """,
    "each balance of an accessory follows from the one before": """
        SELECT id FROM (
            SELECT id, balance, change,
                lag(balance, 1, 0) OVER (PARTITION BY stock_id ORDER BY id) AS before
            FROM inventory_accessorymovement
        ) WHERE balance <> before + change
    """,
    "a voucher handed out was taken by one item": """
        SELECT v.id, v.status, count(i.id) FROM inventory_voucher v
        LEFT JOIN loans_loanitem i ON i.voucher_id = v.id
            AND i.status NOT IN ('cancelled', 'returned')
        GROUP BY v.id, v.status
        HAVING count(i.id) > 1 OR (v.status = 'in_stock' AND count(i.id) > 0)
    """,
    "no two people sit on one seat at one time": """
        SELECT site_id, starts_at, seat, count(*) FROM loans_appointment
        WHERE status IN ('booked', 'kept') GROUP BY 1, 2, 3 HAVING count(*) > 1
    """,
    "numbers of loans have no duplicate, and none exceeds its sequence": """
        SELECT number, count(*) FROM loans_loan GROUP BY number HAVING count(*) > 1
    """,
    "each device in a transfer on its way is in its freight": """
        SELECT d.id FROM inventory_device d WHERE d.transfer_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM inventory_freight f
            WHERE f.device_id = d.id AND f.transfer_id = d.transfer_id
        )
    """,
    "each device has exactly one current label": """
        SELECT d.id, count(t.id) FROM inventory_device d
        LEFT JOIN inventory_tag t ON t.device_id = d.id AND t.status = 'current'
        GROUP BY d.id HAVING count(t.id) <> 1
    """,
    "each device has an event of its entry": """
        SELECT d.id FROM inventory_device d WHERE NOT EXISTS (
            SELECT 1 FROM core_event e WHERE e.subject_id = d.id AND e.kind = 'device.entered'
        ) AND NOT EXISTS (
            SELECT 1 FROM core_event e WHERE e.subject_id = d.id AND e.kind LIKE 'device.%'
        )
    """,
    "no event is later than now": "SELECT id, at FROM core_event WHERE at > :soon AND id > :skewed",
    "no request was served beyond what was accepted": """
        SELECT id, accepted, served FROM loans_requestline WHERE served > coalesce(accepted, 0)
    """,
    "no job failed, unless the database was busy": """
        SELECT task_path, exception_class_path FROM django_tasks_database_dbtaskresult
        WHERE status = 'FAILED' AND exception_class_path <> 'django.db.utils.OperationalError'
    """,
    "no letter waits for longer than two days": """
        SELECT id, kind, status FROM people_message
        WHERE status IN ('waiting', 'sending') AND posted_at < :long_ago
    """,
    "each file of a stored document exists": "",  # `missing_files`
    "no foreign key is dangling": "PRAGMA foreign_key_check",
    "the database file is whole": "SELECT * FROM pragma_quick_check WHERE quick_check <> 'ok'",
}
STORED = "SELECT id, file, size FROM core_document WHERE file <> '' AND purged_at IS NULL"


def missing_files(site):
    folder = site.folder / "documents"
    return [
        (key, name)
        for key, name, size in site.rows(STORED)
        if not (folder / name).is_file() or (folder / name).stat().st_size != size
    ]


def check(soak):
    """Report each book that does not balance; return the number of books."""
    times = {
        "soon": soak.stored_time(-timedelta(minutes=2)),
        "skewed": soak.extra.get("skewed", 0),  # the last event of a wrong clock
        "long_ago": soak.stored_time(timedelta(days=2)),
    }
    for name, sql in BOOKS.items():
        if sql:
            with closing(soak.site.connect()) as database:
                wrong = database.execute(sql, times).fetchall()
        else:
            wrong = missing_files(soak.site)
        if wrong and soak.extra.get(f"book {name}") != wrong:
            soak.journal.find(f"Books: {name}: {len(wrong)} rows, such as {wrong[:3]}")
        soak.extra[f"book {name}"] = wrong
    return len(BOOKS)


def sizes(soak):
    """Note how much there is."""
    site = soak.site
    documents = sum(file.stat().st_size for file in (site.folder / "documents").glob("*/*"))
    count = {
        name: site.value(f"SELECT count(*) FROM {table}")
        for name, table in {
            "devices": "inventory_device",
            "loans": "loans_loan",
            "events": "core_event",
            "letters": "people_message",
        }.items()
    }
    size = site.database.stat().st_size
    row = {"day": soak.clock.today(), "database": size, "documents": documents, **count}
    soak.journal.growth.append(row)
