"""Invoices as XML: CII and UBL read into one model, alone or embedded in a PDF, held against the standard they name.

reader.py is the XML itself, cii.py and ubl.py the two syntaxes, electronic.py what both are read into; conformance.py
and profiles.py know the standards, embedded.py and announcement.py the PDF around the XML, agreement.py the print.
"""
