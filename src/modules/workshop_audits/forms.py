"""Form to upload an audit file."""

from inventory.imports.forms import FileForm


class AuditForm(FileForm):
    """Form for `receive_list`: the audit of a lot."""

    def __init__(self, *args, outing, **kwargs):
        super().__init__(*args, **kwargs)
        self.outing = outing

    def arguments(self):
        _none, facts = super().arguments()
        return (), {**facts, "kind": "audit", "outing": self.outing}
