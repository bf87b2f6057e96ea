"""What `bgjobs docs` writes: the tables of README.md, docs/reference/ and docs/pipelines/, made from the code alone.

blocks.py         tables, and blocks between markers in a file that is otherwise written by hand
settings_page.py  the table of settings, from the settings models
codes.py          the tables of exit codes and error codes, from the code that raises them and from the advice
pipeline_page.py  one page per pipeline, from its event, its result, its template and its sample
files.py          all of them, by path; writing and comparing
"""
