"""PostgreSQL as the steps use it: connections, sessions, migrations, enqueueing, results, the ledger of paid calls."""
