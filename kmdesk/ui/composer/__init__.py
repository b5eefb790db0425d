"""The composer of briefings: an outline on the editor's page, the paper as it will be beside it."""
