"""Word documents as text: their parts, styles and automatic numbers, and what of them a reader sees."""
