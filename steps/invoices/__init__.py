"""What the job invoice-processor knows of its subject.

intake.py tells the kinds of file apart. An invoice that comes as XML, alone or embedded in a PDF, is read by xml/;
from_xml.py makes the result of it, and no model is asked. Else pages/ sets out the printed pages as text, wire.py and
prompt.py say what is asked about it, and from_pages.py makes the result of the answer. rules/ reads the same text
without a model: the printed side of an XML invoice is compared that way.

Both ways end in checks.py (the sums of EN 16931), identifiers.py, judge.py (what a person should look at),
duplicates.py and report.py; conventions.py states every invoice in the form that XML has.
"""
