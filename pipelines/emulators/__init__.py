"""Stand-ins of the OpenAI and AssemblyAI APIs for development and tests: real HTTP, the providers' own protocol.

The real SDKs talk to them by base URL and cannot tell the difference; people can, because the answering model
is named `rules-1`. Answers come from the request's own document by rules, never from a drawer. Controls:
`POST /emulator/faults` queues scripted faults, `GET /emulator/calls` tells what was called how often.
"""
