"""HTTP on the wire: how much one connection may send, how slowly, and how many there may be."""
