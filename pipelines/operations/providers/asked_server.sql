-- asked_server --
-- How this server is asked for this model, as a probe found out; no row where nothing is known yet.
select dialect, tokens_per_second, reading_per_second, probed_at
from jobs.model_server
where server = %(server)s and model = %(model)s and dialect is not null
