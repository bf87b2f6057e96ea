"""The Kubernetes objects beside the workflows: rights, event source, event bus and sensor, as typed parts."""
