"""The report of a run, in Markdown, for the handbook."""

import statistics

SLOWEST = 15
MEGABYTE = 1_000_000


def written(soak, days):
    journal = soak.journal
    actions = sum(journal.done.values())
    requests = sum(journal.statuses.values())
    parts = [
        "# A year in an association\n",
        "An invented association lives on a moving clock, over HTTP, with real processes on one"
        f" machine and SQLite. `make year` runs it. This run covers {days} days.\n",
        f"From {soak.first:%d %B %Y} to {soak.clock.today():%d %B %Y}, twelve staff, three sites"
        f" and {soak.partner_count} partners did {actions:,} things, with {requests:,} requests."
        f" It took {journal.minutes():.0f} minutes."
        f" At night, {journal.books_checked:,} checks of the books ran, and"
        f" {journal.pages_opened:,} pages were opened. Each role opens the pages that it has not"
        " seen for longest, with the links of that day.\n",
        "## Findings\n",
        *listed(journal.findings, "None: all books balanced, and no page failed."),
        "## Events and faults\n",
        *listed(journal.events, "None."),
        "## Actions\n",
        "Rejections are answers that refuse with a reason: wrong codes, double submits, and acts"
        " that a rule forbids.\n",
        *actions_of(journal),
        "## Pages\n",
        *coverage(soak.links),
        "## Slowest pages\n",
        *slowest(journal),
        "## Growth\n",
        *growth(journal),
    ]
    return "\n".join(parts)


def listed(lines, nothing):
    return [*(f"- {line}" for line in lines), ""] if lines else [f"{nothing}\n"]


def actions_of(journal):
    names = sorted(journal.done.keys() | journal.rejected.keys() | journal.busy.keys())
    rows = ["| Action | Done | Rejected | Busy |", "|---|---|---|---|"]
    for name in names:
        counts = (journal.done[name], journal.rejected[name], journal.busy[name])
        rows.append(f"| {name} | {' | '.join(f'{n:,}' for n in counts)} |")
    return [*rows, ""]


def reasons(journal):
    """The most frequent reason of each rejection, as the site gave it."""
    frequent = {name: counter.most_common(1)[0] for name, counter in journal.reasons.items()}
    return "".join(f"{name}: {count} × {why}\n" for name, (why, count) in frequent.items())


def coverage(links):
    """How many of the pages that each role reaches by links were opened."""
    lines = ["| Role | Pages with a link | Opened |", "|---|---|---|"]
    for role, known in links.items():
        opened = sum(link.opened > 0 for link in known.values())
        lines.append(f"| {role} | {len(known)} | {opened} |")
    return [*lines, ""]


def slowest(journal):
    rows = [
        (max(times), statistics.median(times), len(times), *key)
        for key, times in journal.seconds.items()
        if len(times) > 1
    ]
    rows.sort(key=lambda row: -row[1])
    lines = ["| Page | Median (s) | Longest (s) | Requests |", "|---|---|---|---|"]
    for longest, median, count, method, pattern in rows[:SLOWEST]:
        lines.append(f"| {method} `{pattern}` | {median:.2f} | {longest:.2f} | {count:,} |")
    return [*lines, ""]


def growth(journal):
    rows = journal.growth[:: max(1, len(journal.growth) // 12)]
    lines = [
        "| Day | Devices | Loans | Events | Letters | Database (MB) | Documents (MB) |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in [*rows, *journal.growth[-1:]]:
        counts = " | ".join(f"{row[n]:,}" for n in ("devices", "loans", "events", "letters"))
        sizes = " | ".join(f"{row[n] / MEGABYTE:.1f}" for n in ("database", "documents"))
        lines.append(f"| {row['day']} | {counts} | {sizes} |")
    return [*lines, ""]
