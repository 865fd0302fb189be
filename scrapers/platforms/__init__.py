"""One module per publishing system. A module's name is what a source writes under `platform`."""
