"""What commands do to many jobs at once: `--where` of several of them, `bgjobs delete` and `bgjobs operations`."""
