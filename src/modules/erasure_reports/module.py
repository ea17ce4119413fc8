"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule
from modules.erasure_reports import blancco, labelled, nwipe
from modules.erasure_reports.pdf_text import text_of
from modules.erasure_reports.trees import tree_of_json, tree_of_xml


def reader(parse, *readers):
    """A reader of files: `parse` once, then the entries of the first reader that knows the tool."""

    def read_file(content):
        parsed = parse(content)
        found = (read(parsed) for read in readers)
        return next((entries for entries in found if entries is not None), None)

    return read_file


MODULE = RemovableModule(
    key="erasure_reports",
    rank=None,
    label=_("Reports from erasure tools"),
    description=_("Reports from nwipe, Blancco, Certus and KillDisk fill in the erasure form."),
    report_readers={
        "pdf": [reader(text_of, nwipe.read_text, blancco.read_text)],
        "xml": [reader(tree_of_xml, blancco.read_xml, labelled.read_xml)],
        "json": [reader(tree_of_json, nwipe.read_json)],
        "log": [reader(bytes.decode, nwipe.read_text)],
    },
)
