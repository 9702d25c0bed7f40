"""The commands, one module per group. Each imports what it needs when it runs, so that `--help` is quick."""
