"""The loops of the control plane: dispatcher, executors, reconciler, periodic work and doctor."""
