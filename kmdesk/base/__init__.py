"""The ground floor: errors, paths, clock, progress and log; standard library only."""
