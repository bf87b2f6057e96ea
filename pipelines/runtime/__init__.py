"""What puts it together: the control plane of a cluster, the whole stack of a laptop, and child processes."""
