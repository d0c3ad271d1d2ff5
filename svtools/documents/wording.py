"""A document's wording: a Jinja2 template that yields Markdown, the council's own where it has one.

The templates that ship are `templates/*.md.j2`; a file of the same name in the folder `documents`
of the council's folder stands in its place. What data brings in is text: its letters never set out
the page. Data of type `Markup` is Markdown and stands as it is. A council's own may build on the
one that ships as `shipped/` and its name.
"""

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from svtools.errors import InputError, SvtoolsError
from svtools.folders import templates_folder

OWN = "documents"
"""The folder within a council's that holds its own wordings."""

SHIPPED = "shipped"
"""The folder, for a wording, of those that ship."""

ENDING = ".md.j2"
_MEANT = re.compile(r"([\\`*_\[\]<&|~])")
_SPACE = re.compile(r"\s+")
_AT_THE_START = re.compile(r"^( ?\d*)([-+#>=.)])")


class _Unknown(jinja2.StrictUndefined):
    """What a template names and isn't there, told in words."""

    @property
    def _undefined_message(self) -> str:
        return f"it names '{self._undefined_name}', which isn't there."


def rendered(name: str, data: Mapping[str, Any], folder: Path) -> str:
    """The Markdown of the wording `name`, such as statement.md.j2, with `data` put in.

    `folder` is the council's: its file documents/`name` stands in place of the one that ships.
    Raises InputError, with the file and the line, where the wording names what isn't in `data` or
    can't be followed, and where the council's folder has a wording that no document uses.
    """
    _refuse_strange(folder / OWN)
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(folder / OWN),
        autoescape=True,  # what a macro gives is then told from what data brings in
        finalize=_as_text,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return environment.get_template(name).render(data)
    except SvtoolsError:
        raise
    except jinja2.TemplateSyntaxError as error:
        said, where = f"{error.message}.", f"{error.name or name}, line {error.lineno}"
    except jinja2.TemplateNotFound as error:
        said, where = f"it asks for a wording '{error.name}', which isn't there.", name
    except RecursionError as error:
        raise InputError(
            f"The wording {_place(error, name)}: it extends, includes or calls itself without end.",
            f"The one that ships is called '{SHIPPED}/{name}' in a council's own.",
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            f"The wording {name} in {folder / OWN} is not UTF-8 text.", "Save it as UTF-8."
        ) from None
    except jinja2.UndefinedError as error:
        said, where = error.message or "", _place(error, name)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        said, where = f"it can't be followed ({error}).", _place(error, name)
    known = ", ".join(sorted(data))
    raise InputError(f"The wording {where}: {said}", f"It may name: {known}.")


def _loader(own: Path) -> jinja2.BaseLoader:
    shipped = jinja2.FileSystemLoader(templates_folder())
    return jinja2.ChoiceLoader(
        [jinja2.FileSystemLoader(own), shipped, jinja2.PrefixLoader({SHIPPED: shipped})]
    )


def _as_text(value: Any) -> Any:
    """What a template puts in: Markdown as it is, anything else as text on one line."""
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    line = _MEANT.sub(r"\\\1", _SPACE.sub(" ", str(value)))
    return Markup(_AT_THE_START.sub(r"\1\\\2", line))  # noqa: S704 - Markdown, without tags


def _place(error: Exception, name: str) -> str:
    """The template and its line in which an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    within = [f for f in frames if f.filename.endswith(ENDING)]
    return f"{Path(within[-1].filename).name}, line {within[-1].lineno}" if within else name


def _refuse_strange(folder: Path) -> None:
    """Raises InputError for a wording of the council's that no document would use."""
    known = {file.name for file in templates_folder().glob(f"*{ENDING}")}
    for file in sorted(folder.glob("*.j2")):
        if file.name not in known:
            raise InputError(
                f"No document uses the wording {file.name} in {folder}.",
                f"A council may have its own: {', '.join(sorted(known))}.",
            )
