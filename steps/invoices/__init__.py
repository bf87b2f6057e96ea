"""What the job invoice-processor knows of its subject.

An invoice comes as XML (xml_reader.py, cii.py, ubl.py, electronic.py; conformance.py and profiles.py say whether it
keeps its standard), alone or embedded in a PDF (pdf.py, embedded.py). Then from_xml.py makes the result, no model is
asked, and agreement.py compares the printed page. Else the page itself is read: layout.py sets out its text, a reader
answers in the form of wire.py, and from_pages.py makes the result of it: assemble.py looks every value up (places.py),
conventions.py states it as XML would.

Both ways end in checks.py (the sums of EN 16931), identifiers.py, judge.py (what a person should look at),
duplicates.py and report.py.

What answers when there is no model: rules.py. It sees the text as cells (sheet.py) and finds heads (header.py,
header_dates.py), parties (parties.py, addresses.py, details.py), sums that add up (totals.py, taxes.py, reconcile.py,
deductions.py) and lines (table.py, lines.py) by their labels (labels.py) and the language (vocabulary.py).
"""
