"""What runs a dispatched job: `local` on this machine; the others on a cluster."""
