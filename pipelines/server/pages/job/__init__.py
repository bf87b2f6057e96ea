"""The pages of jobs: the list, one job, where its time went, and the tabs below."""
