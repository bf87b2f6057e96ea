"""Text with positions: spans, grounding of quotes, windows, language, orders hidden in documents, what is redacted."""
