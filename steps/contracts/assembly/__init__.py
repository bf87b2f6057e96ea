"""From the answers about all windows of a contract to its result: quotes looked up, readings merged, risks weighed."""
