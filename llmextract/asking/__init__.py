"""From a document to requests, and from answers to claims."""
