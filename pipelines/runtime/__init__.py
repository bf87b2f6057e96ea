"""What puts it together: the control plane of a cluster, the local stack, and child processes."""
