"""The ribbon's buttons, said once: the ribbon's XML and what a button runs both come from here."""

from dataclasses import dataclass

TENDERS, CONTRACTS, POLICY, HELP = "Tenders", "Contracts", "Policy", "Help"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its texts as Office shows them, and the name of a picture that Office has.

    `id` is also the name of its action; `image_mso` is from Office's own table of pictures
    (MS-CUSTOMUI, 3.2).
    """

    id: str
    group: str
    label: str
    screentip: str
    supertip: str
    image_mso: str


BUTTONS = (
    Button(
        "new_tender_pack",
        TENDERS,
        "New tender pack",
        "Make the workbooks of a tender",
        "Makes the record, offer and scoring workbooks for a contract of the register. Open a "
        "filled-in record first, and its decisions count.",
        "FileNew",
    ),
    Button(
        "new_monitoring_workbooks",
        CONTRACTS,
        "New monitoring workbooks",
        "Make a workbook for each supplier",
        "Makes one workbook for each contract that promised social value in a financial year, "
        "ready to send out.",
        "TableExcelSpreadsheetInsert",
    ),
    Button(
        "consolidate_returns",
        CONTRACTS,
        "Consolidate returns",
        "Bring a folder of returns together",
        "Reads every file in a folder, checks it against the register, and writes a summary, the "
        "validation log and a list of what is overdue.",
        "FileCheckIn",
    ),
    Button(
        "annual_statement",
        CONTRACTS,
        "Annual statement",
        "Write the year's statement",
        "Writes the annual statement as a web page and a Word file from the year's summary and the "
        "register, with every figure as data.",
        "ChartInsert",
    ),
    Button(
        "cancel_job",
        CONTRACTS,
        "Cancel",
        "Stop the job that is running",
        "The three jobs before this go on while you work; the status bar shows how far they are. "
        "This stops the one that is running.",
        "CancelRequest",
    ),
    Button(
        "check_contract",
        POLICY,
        "Check a contract",
        "Does a contract need social value?",
        "Asks for category, value and date, and says whether social value is required, under "
        "which clause, and with what weighting.",
        "ErrorChecking",
    ),
    Button(
        "measures",
        POLICY,
        "Measures",
        "The measures in use, as a workbook",
        "Writes the measure set in use as a workbook: the council's own where one is set, else "
        "the open set.",
        "Numbering",
    ),
    Button(
        "help",
        HELP,
        "Help",
        "Where to read on",
        "Opens the guides where they are installed, else lists the worksheet functions.",
        "Help",
    ),
    Button(
        "about",
        HELP,
        "About",
        "What is installed here",
        "Version, council, policy in force, measure set and its licence.",
        "Info",
    ),
)
"""All of them, in the ribbon's order."""


def label_of(button_id: str) -> str:
    """What a button is called; its id where there is no such button."""
    return next((button.label for button in BUTTONS if button.id == button_id), button_id)
