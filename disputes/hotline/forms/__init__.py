"""Forms of tickets: taking one in, every act, the list's filter."""
