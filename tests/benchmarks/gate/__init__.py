"""The benchmark of the gate: planted errors, and who accepts them."""
