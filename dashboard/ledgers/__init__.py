"""上级报表: a form that upper levels ask for, laid out by an administrator as columns over what the house already knows.

One visit, one case, one hazard fills as many of them as there are (一次采集、多表共用; docs/adr/0036). A definition is data:
`layout` is its shape and its checks, `sources` say which fields there are, `reading` asks for rows through the reader's own
`visible_to`, `writing` streams them as Excel in that layout."""
