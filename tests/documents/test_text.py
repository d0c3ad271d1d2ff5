"""A document as plain text has its words in their order, and nothing that sets them out."""

from svtools.documents.markdown import blocks
from svtools.documents.text import text


def test_paragraphs_lists_and_tables_become_lines() -> None:
    lists = "1. one\n2. two\n   - in it"
    markdown = f"# A **title**\n\nOne\nline.\n\n{lists}\n\n| A | B |\n|---|---|\n| 1 | 2 |"
    assert text(blocks(markdown)) == (
        "A title\n\nOne line.\n\n1. one\n2. two\n  - in it\n\nA; B\n1; 2\n"
    )


def test_an_empty_item_of_a_list_is_an_empty_line() -> None:
    assert text(blocks("- one\n-\n- three")) == "- one\n-\n- three\n"
    assert text(blocks("1. one\n2.\n3. three")) == "1. one\n2.\n3. three\n"
