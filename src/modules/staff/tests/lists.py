"""Staff lists, and the loans created from them."""


def people(count):
    return [f"Nom{n};Prénom{n};p{n}@example.org;A-{n};;;" for n in range(count)]


def problems(batch):
    return {row.number: row.sentences for row in batch.rows.all() if row.problems}


def dealt(batch):
    """The device of each row, in the list's order."""
    return [line.loan.items.get(status="reserved").device for line in batch.staff_lines.all()]
