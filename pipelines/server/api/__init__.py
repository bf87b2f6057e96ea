"""The endpoints under /api, /health and /metrics."""
