"""The command ``shaotai``: one subcommand a module, imported only when it is asked for."""
