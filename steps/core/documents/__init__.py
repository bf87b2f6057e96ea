"""From a document to its text: plain text, docx, pdf and records."""
