"""A private PostgreSQL and Redis for one-command runs, and the processes of `make run`.

Standard library only: it has to work before the libraries are installed. No other room of the
house imports it, and it imports none of them.
"""
