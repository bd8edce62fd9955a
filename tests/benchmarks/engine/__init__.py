"""What the engine costs: a call beside the bare libraries, a document from stored answers, an import."""
