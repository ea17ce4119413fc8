"""Help with what a house decides once, and with its figures."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "takeover",
        _("Take over your register"),
        (
            _(
                "Bring the devices that are ready, lent or given today from your spreadsheet,"
                " with holder and dates."
            ),
            _("You attest the past erasures: they are marked as attested, not as proven."),
        ),
        pages="takeover",
        least=Role.COORDINATOR,
    ),
    Topic(
        "letters",
        _("Texts of letters"),
        (
            _("Each letter has its text in each language, and may have one of its own at a site."),
            _(
                "Blanks such as {person} are filled at the moment of sending. Leave them as they"
                " are."
            ),
        ),
        pages="lettertext_list lettertext_edit",
        least=Role.COORDINATOR,
    ),
    Topic(
        "agreements",
        _("Texts of agreements"),
        (
            _(
                "The essential comes first, in plain words; the articles follow. Preview before"
                " you save."
            ),
            _("Saving makes a new version. What was signed keeps its own."),
            _("A second language may stand beside the French, right-to-left ones included."),
        ),
        pages=(
            "agreementtext_list agreementtext_edit language_add language_edit link_add link_edit"
        ),
        least=Role.COORDINATOR,
    ),
    Topic(
        "catalogue",
        _("Categories, models, products"),
        (
            _(
                "What kinds of things exist, in both languages. What is in use is never deleted:"
                " set it aside."
            ),
            _("A kit is several things asked for and handed over as one."),
        ),
        pages=(
            "reference_index reference_list reference_add reference_edit kit_list kit_add kit_edit"
        ),
        least=Role.COORDINATOR,
    ),
    Topic(
        "settings",
        _("Settings of the house"),
        (
            _("Say who you are: papers and labels take name, logo and phone from here."),
            _("The rules of the counter hold for everyone: how long, how many, at most."),
            _("Every change is kept, with who made it."),
        ),
        pages="settings identity_edit rules_edit durations_edit sending_edit labeldefaults_edit"
        " site_list site_add site_edit",
        least=Role.COORDINATOR,
    ),
    Topic(
        "figures",
        _("Where a figure comes from"),
        (
            _(
                "Each figure says what it counts, for which period and which site, and shows the"
                " rows counted."
            ),
            _("Change the filters above to ask the same of another period or place."),
        ),
        pages="figure",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "lists",
        _("Lists, columns and views"),
        (
            _("Filter a list, choose its columns, and keep the whole under a name: a view."),
            _("A view is yours, or shared with the house. Each reads in it what they may see."),
            _("Export gives exactly what is filtered, as CSV or for a spreadsheet. It is noted."),
            _("Tick rows, or take all that are filtered, to do one act to many."),
        ),
        pages="view_edit",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "areas",
        _("Tables of territories"),
        (
            _(
                "A report may be told by commune, département or priority area: import the"
                " published table, with its source and its date."
            ),
            _("Read what would be written, line by line, then apply."),
        ),
        pages="area_list areatable_detail",
        least=Role.COORDINATOR,
    ),
    Topic(
        "reports",
        _("Reports for funders and donors"),
        (
            _(
                "Choose a period, a site, an association, a donor or a territory. Each figure"
                " opens to the rows that it counts."
            ),
            _("Keep a report under a name, share it, and run it again next year."),
            _("What goes outside never shows a group of fewer than five people."),
            _("Avoided emissions print their factors, with source, version and date."),
        ),
        pages="report figurerules_edit donor_outcome donation_outcome outcome key_figures",
        least=Role.COORDINATOR,
    ),
    Topic(
        "privacy",
        _("What we keep about people"),
        (
            _(
                "Names are forgotten by themselves once their term is over. Thirty days before,"
                " they stand on the list of notice."
            ),
            _("Somebody is still in touch? Note the contact: their term begins anew."),
            _(
                "A person asks for their file, or to be erased: both are on their page, with the"
                " reasons for what must stay."
            ),
            _("Contacts of donors stand on that list too; closed accounts lose their name later."),
            _(
                "Who opened what stands on a list of its own, for admins, for as long as the"
                " settings say."
            ),
        ),
        pages="privacy recipient_keep recipient_erase text_list keptpaper_list keptpaper_open"
        " opening_list processing_list processing_add processing_edit retention_edit",
        least=Role.COORDINATOR,
    ),
    Topic(
        "backups",
        _("Backups and the whole export"),
        (
            _("A command makes one checked file each day. Keep it on another machine."),
            _("It holds no keys: keep those of the server apart, or nothing can be read."),
            _(
                "The whole export gives every table as CSV with a dictionary, and all documents:"
                " nobody is our prisoner."
            ),
        ),
        pages="safekeeping",
        least=Role.ADMIN,
    ),
    Topic(
        "home",
        _("Your home page"),
        (
            _("What waits for you comes first. Each number opens the list behind it."),
            _("The menu shows your own work only. Acts that cannot be undone always ask first."),
            _("This help stands on every page, at its head."),
        ),
        pages="home help_index walk",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
)
