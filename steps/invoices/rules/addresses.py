"""The addresses on an invoice: the words above them, the name, street and town below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from steps.core.text.patterns import compiled
from steps.invoices.pages.amounts import numbers
from steps.invoices.pages.dates import dates
from steps.invoices.rules import labels
from steps.invoices.rules.sheet import Cell, Sheet

Role = Literal["seller", "buyer", "other"]

_I = re.IGNORECASE
_SELLER = (
    r"verk[äa]ufer|rechnungs(?:er|aus)?steller|lieferant|leistungserbringer|absender|auftragnehmer|seller|"
    r"vendor|supplier|(?:bill(?:ed)?|invoiced?|sold|issued)? ?(?:from|by)|vendeur|fournisseur|[ée]metteur|"
    r"prestataire|vendedor|proveedor|emisor|fornitore|cedente|verkoper|leverancier"
)
_BUYER = (
    r"k[äa]ufer|kunde|rechnungsempf[äa]nger|leistungsempf[äa]nger|empf[äa]nger|auftraggeber|(?:rechnung )?an|"
    r"rechnungs(?:adresse|anschrift)|buyer|customer|client|(?:bill(?:ed)?|sold|invoiced?) to|to|recipient|"
    r"acheteur|destinataire|factur[ée] [àa]|adresse de facturation|cliente|comprador|destinatario|cessionario|"
    r"koper|klant|aan"
)
_OTHER = (
    r"(?:abweichende[rs]? )?(?:warenempf[äa]nger|liefer(?:adresse|anschrift)|zahlungsempf[äa]nger|"
    r"steuerbevollm\w+.*)|abweichende[rs]? rechnungsempf[äa]nger|ship(?:ped)? to|deliver(?:y|ed)?(?: to|"
    r" address)|adresse de livraison|livr[ée] [àa]|direcci[óo]n de env[íi]o|leveradres|bemerkung(?:en)?|"
    r"zahlungs(?:bedingungen|art|informationen)|payment.*"
)
_WORDS: tuple[tuple[Role, str], ...] = (("other", _OTHER), ("seller", _SELLER), ("buyer", _BUYER))
_HEADS = {
    role: compiled(rf"(?:abweichender )?(?:{words})(?:\s*/\s*(?:{words}|{_BUYER}))*\s*(?:address)?\s*:?", _I)
    for role, words in _WORDS
}
_SAID = compiled(rf"(?:{_BUYER})\s*:\s*(?P<name>\S.{{2,60}})", _I)  # `Bill to: Murphy & Sons`
_KEY = compiled(r"(?P<key>[^:]{2,40}?)\s*:\s*(?P<value>.*)")
_NAME_KEY = compiled(
    r"(?:name|firma|firmenname|company(?: name)?|nom|raison sociale|raz[óo]n social|nombre|naam)", _I
)
_NO_NAME = compiled(
    r"(?:GLN|GTIN|DUNS|SIRET|SIREN|APE|ILN|EORI|HR[AB]|RCS|Nr\.?|No\.?|IBAN|BIC|VAT|TVA|BTW|KvK|P\.? ?IVA|CIF|"
    r"NIF|EIN)\b|\+?[\d\s/().-]+$|☎|✉|tel\b|fax\b|fon\b|phone\b|mobil|www\.|https?:|\S+@\S+|amtsgericht|"
    r"gesch[äa]ftsf|customer\s*:|kundennummer|steuer|ust\b|tax\b|seite\b|page\b|inh\.|inhaber|bank\b|"
    r"company no|konto|frau$|herrn?$|firma$|mr\.?$|mrs\.?$|ms\.?$",
    _I,
)
_STREET = compiled(
    r"(?:str(?:a[ßs]+e|\.)?|weg|allee|platz|gasse|ring|ufer|damm|kai|chaussee|markt|street|st\.?|road|rd\.?|"
    r"avenue|ave\.?|lane|drive|rue|chemin|quai|boulevard|bd|place|calle|paseo|via|straat|kade|gracht|"
    r"katu)\b.{0,20}\d|^(?:rue|calle|via|paseo|avenida|ilica)\b.*\d|^\d+[a-z]?,? [^\d]{3,}",
    _I,
)
_POST_BOX = compiled(
    r"(?:postfach|p\.? ?o\.? box|b\.?p\.?|bo[iî]te postale|apartado|casella postale|postbus)\b", _I
)
TOWN = compiled(
    r"(?:^|, )(?:[A-Z]{1,3}[- ])?\d{4,5} ?[^\W\d]{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|"
    r"\b[A-Z]{2} \d{5}(?:-\d{4})?(?:,? USA?)?$|(?:^|, )\d{4} [A-Z]{2} [^\W\d]{2,}"
)
_ADDRESS_KEY = compiled(r"^(?:anschrift|adresse|address|direcci[óo]n|indirizzo)\s*:\s*", _I)
_OTHER_KEY = compiled(r"(?!anschrift|adresse|address|direcci|indirizzo)[^\d:]{2,40}\s*:", _I)
_REACH = 40  # columns to the right of a head in which its address may stand
_LEAST_LETTERS = 3  # of a name
_ROWS = 14  # rows below a head


@dataclass
class Block:
    """An address: the cell of its name, all cells of its rows, and what of them is street and town."""

    name: Cell | None = None
    text: str = ""
    cells: list[Cell] = field(default_factory=list)
    address: list[str] = field(default_factory=list)


def head_role(cell: Cell) -> Role | None:
    """Whose address stands under this cell, if it is the head of one."""
    return next((role for role, pattern in _HEADS.items() if pattern.fullmatch(cell.plain.strip())), None)


def blocks(sheet: Sheet, role: Role) -> Iterator[Block]:
    """The addresses under the heads of a role; a buyer may also be named in the head itself."""
    for cell in sheet.cells():
        if head_role(cell) == role:
            yield _block(sheet, cell)
        elif role == "buyer" and (match := _SAID.fullmatch(cell.text)) and is_name(match["name"]):
            yield Block(cell, match["name"], [cell])


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person or company."""
    letters = sum(map(str.isalpha, text))
    return (
        letters >= _LEAST_LETTERS
        and letters > len(text) / 2
        and len(text) < 80
        and ":" not in text
        and not _NO_NAME.match(text)
        and not TOWN.search(text)
        and not (_STREET.search(text) and any(map(str.isdigit, text)))
        and not dates(text)
        and not labels.TITLE.match(text)
        and not any(number.is_money for number in numbers(text))
    )


def is_address(text: str) -> bool:
    return bool(TOWN.search(text) or _STREET.search(text))


def is_street(text: str) -> bool:
    return bool(_STREET.search(text) or _POST_BOX.match(text))


def _block(sheet: Sheet, head: Cell) -> Block:
    block = Block()
    empty = 0
    for number in range(head.row + 1, min(head.row + 1 + _ROWS, sheet.page_end(head.row))):
        row = sheet.rows[number]
        near = [cell for cell in row if _own(sheet, head, cell) and _belongs(sheet, head, block, cell)]
        if any(head_role(cell) for cell in near):
            break
        empty = 0 if near else empty + (not row)
        if empty > 1 and block.name:
            break
        block.cells += near
        if block.name:
            take_address(block, near)
        elif near:
            _take_name(sheet, block, near[0])
    return block


def take_address(block: Block, cells: Sequence[Cell]) -> None:
    """Street, then town: what stands below the town is no address any more."""
    for cell in cells if not cells or not _OTHER_KEY.match(cells[0].text) else ():
        text = _ADDRESS_KEY.sub("", cell.text)
        if block.address and TOWN.search(block.address[-1]):
            return
        if is_address(text):
            block.address.append(text)


def _belongs(sheet: Sheet, head: Cell, block: Block, cell: Cell) -> bool:
    """Whether a cell stands under the head, under the name, or is the value of a key that does."""
    left = next(iter(sheet.left_of(cell)), None)
    keyed = left is not None and left.text.endswith(":") and abs(left.start - head.start) <= 6
    below_name = block.name is not None and abs(cell.start - block.name.start) <= 3
    return head.start - 6 <= cell.start <= head.start + _REACH or keyed or below_name


def _own(sheet: Sheet, head: Cell, cell: Cell) -> bool:
    """Whether a cell belongs to this head and not to one further right in the head's row."""
    return all(cell.start < other.start - 2 for other in sheet.right_of(head))


def _take_name(sheet: Sheet, block: Block, cell: Cell) -> None:
    keyed = _KEY.fullmatch(cell.text)
    if keyed is None:
        if is_name(cell.plain):
            block.name, block.text = cell, cell.text
    elif _NAME_KEY.fullmatch(keyed["key"].strip()):
        right = sheet.right_of(cell)
        if keyed["value"].strip():
            block.name, block.text = cell, keyed["value"].strip()
        elif right:
            block.name, block.text = right[0], right[0].text


def columns_ending_in_town(sheet: Sheet) -> Iterator[Block]:
    """Columns of text on the first page that end in a post code and a town, from their first line on."""
    for town in (cell for row in sheet.rows[: sheet.page_end(0)] for cell in row if TOWN.match(cell.text)):
        column = [town]
        for cell in sheet.above(town, 6):
            gap = range(cell.row + 1, column[-1].row)
            if abs(cell.start - town.start) > 2 or head_role(cell) or any(not sheet.rows[row] for row in gap):
                break
            column.append(cell)
        names = [cell for cell in reversed(column) if is_name(cell.plain)]
        if names:
            block = Block(names[0], names[0].text, column)
            take_address(block, [cell for cell in reversed(column) if cell != names[0]])
            yield block
