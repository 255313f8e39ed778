"""The API for programs of others, under /api/v1/: the same rows, rules and acts as the pages, in JSON.

A room offers a `Resource` (core.api.resources) and nothing more: which rows, which columns, and the `Acts` that its pages
have. Lists, details, timelines, every act and its request's shape come from that (core.api.views, core.api.shapes), so a
new act is in the API by itself. Programs come in by a token (core.api.tokens), people by their session."""
